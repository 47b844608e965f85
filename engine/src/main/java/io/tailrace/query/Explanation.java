package io.tailrace.query;

import java.util.List;

/**
 * Which changes a selection is asked about in a group of many, and why. Immutable.
 *
 * @param reach whether an index tells them
 * @param parts by what it does; one of them must speak for a change
 * @param reason why there is none, or null
 * @param residual what is asked of each change that the index tells, as text
 * @param sharedBy how many have the first value or interval in common, this one counted
 * @hidden
 */
public record Explanation(Reach reach, List<Part> parts, String reason, List<String> residual, int sharedBy) {
    /** Which changes. */
    public enum Reach {
        /** Those that the parts speak for. */
        INDEXED,
        /** All changes of the table. */
        ALL,
        /** No change can concern it. */
        NONE
    }

    /** How changes are found. */
    public enum Kind {
        /** The one key. */
        POINT("point of"),
        /** One value, by its hash. */
        EQUALITY("equality on"),
        /** Several values, by their hashes. */
        IN("values of"),
        /** Between two bounds, or on one side of one. */
        INTERVAL("interval on");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * One way to find changes.
     *
     * @param kind how
     * @param on the field as {@code row.name}, the index as {@code index=name}, or the key
     * @param values how many values or intervals
     */
    public record Part(Kind kind, String on, int values) {
        /** One line. */
        @Override
        public String toString() {
            return kind.text + " " + on + (values == 1 ? "" : " (" + values + ")");
        }
    }

    /** One line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (reach == Reach.INDEXED) {
            for (Part part : parts) {
                text.append(text.length() == 0 ? "" : " or ").append(part);
            }
            text.append(", shared by ").append(sharedBy);
        } else {
            text.append(reach == Reach.ALL ? "all changes of the table: " : "no change: ")
                    .append(reason);
        }
        return residual.isEmpty()
                ? text.toString()
                : text.append("; then ").append(String.join("; ", residual)).toString();
    }
}
