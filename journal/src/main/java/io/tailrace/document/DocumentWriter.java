package io.tailrace.document;

import io.tailrace.error.LimitException;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes documents, one after the other. Not thread safe; after warm-up it does not allocate for orders of fields that
 * it has met before.
 *
 * <p>A field that is put twice keeps its last value. A document whose set of names is interned refers to that shape,
 * any other carries its names itself; writers never intern. What is thrown for a bad value leaves the document
 * unfinished: {@link #reset()} makes the writer usable again. Calls out of place, such as an element outside an array,
 * throw {@link IllegalStateException}.
 *
 * <p>Handles and names are interchangeable; a handle saves the look-up.
 */
public final class DocumentWriter extends DocumentBuilder<DocumentWriter> {
    private final DocumentLimits limits;
    private final OpenValues values;
    private final GrowingBuffer encoded;
    /** Of the document that is measured or finished. */
    private PutPlan plan;

    private int measured;
    private int length;

    /**
     * A writer for documents of one journal.
     *
     * @param dictionary names and shapes of the journal
     * @param limits what is refused
     */
    public DocumentWriter(Dictionary dictionary, DocumentLimits limits) {
        this.limits = limits;
        values = new OpenValues(dictionary, limits);
        encoded = new GrowingBuffer("documentBytes", limits.documentBytes(), limits.documentBytes());
        reset();
    }

    /** {@return the dictionary given at construction} */
    public Dictionary dictionary() {
        return values.dictionary;
    }

    /**
     * Forgets the document, finished or not, and begins a new one.
     *
     * @return this
     */
    public DocumentWriter reset() {
        return reset(0);
    }

    /**
     * Forgets the document, finished or not, and begins a new one that is likely to get the fields of the last one of
     * its kind, in the same order. Which fields it gets makes it faster or slower, and no difference else.
     *
     * @param kind any number, such as that of a table
     * @return this
     * @hidden
     */
    public DocumentWriter reset(int kind) {
        length = 0;
        plan = null;
        values.reset(kind);
        return this;
    }

    /**
     * Ends the document, which is then found in {@link #buffer()} until the next {@link #reset()}.
     *
     * @return its length in bytes
     * @throws LimitException if it has too many fields or bytes
     */
    public int finish() {
        measure();
        encode();
        return length;
    }

    /**
     * Ends the document without encoding it, which {@link #encode} does, any number of times until the next
     * {@link #reset()}. All that can be refused is refused here.
     *
     * @return its length in bytes
     * @throws LimitException if it has too many fields or bytes
     * @hidden
     */
    public int measure() {
        if (!values.isComplete()) {
            throw new IllegalStateException(
                    values.isFinished()
                            ? "the document is finished, reset() begins the next one"
                            : "an object or array is still open, end() it first");
        }
        plan = values.plan();
        measured = ValueLayout.length(values, plan);
        if (measured > limits.documentBytes()) {
            throw new LimitException("documentBytes", measured, limits.documentBytes());
        }
        values.finish(plan);
        return measured;
    }

    /**
     * Encodes the document that was measured, which is then found in {@link #buffer()}.
     *
     * @hidden
     */
    public void encode() {
        encoded.ensure(measured);
        encode(encoded.bytes, 0);
        length = measured;
    }

    /**
     * Encodes the document that was measured somewhere else. Cannot fail where there is room.
     *
     * @param target with room for the length that {@link #measure} has told
     * @param offset where the document is to begin, a multiple of 8
     * @hidden
     */
    public void encode(UnsafeBuffer target, int offset) {
        ValueLayout.write(values, plan, target, offset, measured);
    }

    /**
     * Whether the value that was put first is in the document, measured or finished: its field was not put again.
     *
     * @return false also where nothing was put
     * @hidden
     */
    public boolean keepsFirst() {
        return plan.keepsFirst;
    }

    /**
     * Whether every object and array that was begun is ended: what is put now is a field of the document itself.
     *
     * @return false inside of one, and of a finished document
     */
    public boolean isComplete() {
        return values.isComplete();
    }

    /**
     * Whether there is an object or array in the document, finished or not.
     *
     * @return false where it is flat
     */
    public boolean isNested() {
        return values.isNested();
    }

    /**
     * Holds the finished document.
     *
     * @return the same buffer at every call; it is larger than the document
     */
    public MutableDirectBuffer buffer() {
        return encoded.bytes;
    }

    /** {@return where the finished document starts in the buffer, in bytes} */
    public int offset() {
        return 0;
    }

    /** {@return the length of the finished document in bytes, 0 while it is not finished} */
    public int length() {
        return length;
    }

    /** Room for a document that is made elsewhere. */
    UnsafeBuffer room(int bytes) {
        encoded.ensure(bytes);
        return encoded.bytes;
    }

    /** The document was made there. */
    void made(int bytes) {
        length = bytes;
    }

    @Override
    protected DocumentWriter writer() {
        return this;
    }

    OpenValues values() {
        return values;
    }
}
