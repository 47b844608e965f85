package io.tailrace.document;

/**
 * The lender's side of a document that is lent for the time of a call: whoever has the view alone cannot take it back.
 * Not thread safe.
 *
 * @hidden
 */
public final class LentDocument {
    private final Document document;

    /**
     * A view to lend.
     *
     * @param dictionary of the documents that it is laid over
     */
    public LentDocument(Dictionary dictionary) {
        document = new Document(dictionary);
    }

    /**
     * What is lent.
     *
     * @return the same view at every call, to be laid over a document first
     */
    public Document document() {
        return document;
    }

    /**
     * Takes the view back: whoever uses it from now on is told by a {@link io.tailrace.error.StaleViewException}, until
     * it is laid over a document again.
     */
    public void takeBack() {
        document.takeBack();
    }
}
