package io.tailrace.expression;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.error.QueryException;
import io.tailrace.error.QueryException.Reason;
import io.tailrace.index.EntryKeys;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The keys under which an index lists a document: none, one, or for a multi index one for each element of an array. Not
 * thread safe; allocates nothing in the steady state.
 *
 * <p>A document has no key where the expression fails or gives null, an object, or an array that holds an object. In a
 * multi index this is so for each element by itself, and a value that is no array counts as one element.
 *
 * @hidden
 */
public final class IndexKeys implements EntryKeys {
    private static final int FIRST_CAPACITY = 16;

    private final Evaluator evaluator;
    private final boolean multi;
    private final Document looked;
    private final DocumentRow row;
    private final Value value;
    private final Value element;
    private final IndexKeyEncoder encoder = new IndexKeyEncoder();
    /** Where keys end in the buffer; each begins where the one before ends. */
    private int[] ends = new int[FIRST_CAPACITY];

    private int count;

    /**
     * Plans the keys of an index.
     *
     * @param expression of the index
     * @param multi whether each element of an array is a key
     * @param dictionary of the documents
     * @throws QueryException if the expression does not give the same on the same document always
     */
    public IndexKeys(Expression expression, boolean multi, Dictionary dictionary) {
        if (!expression.isDeterministic() || expression.usesNow()) {
            throw new QueryException(
                    Reason.NON_DETERMINISTIC,
                    "index expression=" + expression + " depends on time or chance, an index needs a fixed one");
        }
        if (expression.usesEvent()) {
            throw new QueryException(
                    Reason.BAD_ARGUMENT,
                    "index expression=" + expression + " compares both sides of an event, and a document of an index"
                            + " stands alone: use the document only");
        }
        this.multi = multi;
        evaluator = Evaluator.of(expression, new EvaluationSettings(dictionary, 0, () -> 0));
        looked = new Document(dictionary);
        row = new DocumentRow(dictionary);
        value = new Value(dictionary);
        element = new Value(dictionary);
    }

    /** Computes the keys of a document. They are whole, however long, and in the order of the elements. */
    @Override
    public int of(DirectBuffer document, int offset, int length) {
        return of(looked.wrap(document, offset, length));
    }

    int of(Document document) {
        count = 0;
        if (evaluator.evaluate(row.wrap(document), value) != Evaluator.OK) {
            return 0;
        }
        if (multi && value.type() == ValueType.ARRAY) {
            ArrayView array = value.array();
            for (int i = 0; i < array.size(); i++) {
                array.valueAt(i, element);
                add(element);
            }
        } else {
            add(value);
        }
        return count;
    }

    private void add(Value key) {
        int start = offset(count);
        int length = encoder.encode(key, start);
        if (length == IndexKeyEncoder.NOT_INDEXABLE) {
            return;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = start + length;
    }

    /**
     * How many keys the document has that was given last.
     *
     * @return 0 or more
     */
    public int count() {
        return count;
    }

    @Override
    public DirectBuffer buffer() {
        return encoder.buffer();
    }

    @Override
    public int offset(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    public int length(int index) {
        return ends[index] - offset(index);
    }
}
