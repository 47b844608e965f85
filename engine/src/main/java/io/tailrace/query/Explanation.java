package io.tailrace.query;

import java.util.List;

/**
 * What a query, a feed or a group of feeds costs for each change, and why: by what changes are found, what is asked of
 * those, whether changed fields count, and with whom the work is shared. Immutable, any thread.
 *
 * <p>{@link #toString()} is for people, {@link #toJson()} for programs: an object with the names of these records'
 * components, enums in lower case, null for what there is not and for numbers that are not known.
 *
 * @param subject the query as it is written in Java, with the steps after {@code changes}; of a group how many feeds it
 *     has
 * @param reading by whose reader, null of a group, whose members say it
 * @param reason why by its own, else null
 * @param feeds how many feeds that reader serves, or how many a group has; 0 where that is not known
 * @param branches what is read, one of a query without a union, none of a group
 * @param members the feeds of a group: those that its reader serves, by age, then those that read alone
 */
public record Explanation(
        String subject, Reading reading, String reason, int feeds, List<Branch> branches, List<Explanation> members) {
    /** By whose reader a feed is served. */
    public enum Reading {
        /**
         * Nobody's yet: it is a query, or a feed that the next poll of its group takes in. A group, or the engine that
         * runs a feed of it, serves it together with others.
         */
        PLANNED,
        /** Its own, for which each change of the journal is work. */
        ALONE,
        /** That of its group, for which a change that does not concern it is no work of its own. */
        TOGETHER
    }

    /** Which changes are looked at. */
    public enum Reach {
        /** Those that an index over the feeds finds. */
        INDEXED,
        /** All of the table. */
        ALL,
        /** None: nothing can ever be in the result. */
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

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * One of the things that are read: a table, or a part of one.
     *
     * @param table its name
     * @param reach which changes are looked at
     * @param parts by what they are found; a change is looked at that one of them speaks for
     * @param reason why there are none, else null
     * @param residual what is asked of each change that is looked at
     * @param fields whether a change is passed over where it differs in other fields only
     * @param sharedBy how many feeds of the reader have equal steps, for which a change is looked at once and a value
     *     built once, this one counted; 0 where that is not known, or the index has answered all there is
     */
    public record Branch(
            String table,
            Reach reach,
            List<Part> parts,
            String reason,
            List<Residual> residual,
            Fields fields,
            int sharedBy) {}

    /**
     * What changes are found by.
     *
     * @param kind how
     * @param on the field as {@code row.name}, the index as {@code index=name}, or the key
     * @param values how many values or intervals
     * @param feeds how many feeds of the reader wait for the same value or interval, whatever else they ask, this one
     *     counted; of several values the most; 0 where that is not known
     */
    public record Part(Kind kind, String on, int values, int feeds) {
        /** One line, without the number of feeds. */
        @Override
        public String toString() {
            return kind.text + " " + on + (values == 1 ? "" : " (" + values + ")");
        }
    }

    /**
     * What is asked of each change that is looked at.
     *
     * @param step as text
     * @param reason why changes are not found by it
     */
    public record Residual(String step, String reason) {}

    /**
     * Which fields a change must differ in to be looked at; one that inserts or deletes always is.
     *
     * @param used whether that counts
     * @param reason why it does not, else null
     * @param allBut whether the names are those that do not matter
     * @param names of fields at the top of the document, sorted
     */
    public record Fields(boolean used, String reason, boolean allBut, List<String> names) {}

    /**
     * Some lines for people, of a group how many feeds are alike in what they cost, without a line break at the end.
     */
    @Override
    public String toString() {
        return members.isEmpty() && reading != null ? ExplanationText.of(this) : ExplanationText.ofGroup(this);
    }

    /**
     * The same for programs.
     *
     * @return one line of JSON
     */
    public String toJson() {
        return new ExplanationJson().of(this);
    }
}
