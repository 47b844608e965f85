package io.tailrace.bench.report;

/** A table and what stands around it, as Markdown. Not thread safe. */
final class Block {
    private final StringBuilder text = new StringBuilder();

    /** Begins a table. */
    Block head(String... columns) {
        row(columns);
        text.append("|---".repeat(columns.length)).append("|\n");
        return this;
    }

    Block row(String... cells) {
        for (String cell : cells) {
            text.append("| ").append(cell).append(' ');
        }
        text.append("|\n");
        return this;
    }

    Block line(String words) {
        text.append(words).append('\n');
        return this;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
