package io.tailrace.feed;

/** What a delivered event means for the result of the query; it follows the delivered values, not the write. */
public enum ChangeType {
    /** No old value: a document has become part of the result. */
    ADD("add"),
    /** No new value: a document has left the result. */
    REMOVE("remove"),
    /** Both values: a document of the result has another value. */
    CHANGE("change"),
    /** A member at the moment the feed started. */
    INITIAL("initial"),
    /** The feed is initializing, or ready. */
    STATE("state");

    private final String text;

    ChangeType(String text) {
        this.text = text;
    }

    /**
     * What the field {@code type} of an event says.
     *
     * @return one lower-case word
     */
    public String text() {
        return text;
    }
}
