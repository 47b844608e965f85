package io.tailrace.write;

import io.tailrace.document.Dictionary;
import io.tailrace.expression.Expression;
import io.tailrace.expression.IndexKeys;
import io.tailrace.index.Index;
import io.tailrace.index.SecondaryIndex;

/**
 * One secondary index as the writer sees it. Single writer, any reader.
 *
 * @hidden
 */
public final class LiveIndex {
    private final int id;
    private final String name;
    private final Expression expression;
    private final boolean multi;
    private final IndexKeys keys;

    // Written once by the writer, before the index is known to anybody.
    private SecondaryIndex entries;

    /**
     * Plans an index.
     *
     * @param id its number in the journal
     * @param name its name
     * @param expression text of what a document is listed under
     * @param multi whether each element of an array is a key of its own
     * @param dictionary of the documents
     * @throws io.tailrace.error.ExpressionException for text that is no expression
     * @throws io.tailrace.error.QueryException for one that depends on time or chance
     */
    public LiveIndex(int id, String name, String expression, boolean multi, Dictionary dictionary) {
        this.id = id;
        this.name = name;
        this.expression = Expression.parse(expression);
        this.multi = multi;
        keys = new IndexKeys(this.expression, multi, dictionary);
    }

    void begin(Index documents) {
        entries = documents.addSecondary(keys);
    }

    /**
     * Number of the index in the journal.
     *
     * @return its id, never given twice
     */
    public int id() {
        return id;
    }

    /**
     * Name of the index.
     *
     * @return its name, the only one of the table
     */
    public String name() {
        return name;
    }

    /** {@return what a document is listed under} */
    public Expression expression() {
        return expression;
    }

    /** {@return whether each element of an array is a key of its own} */
    public boolean multi() {
        return multi;
    }

    /**
     * Its entries.
     *
     * @return the index over them
     */
    public SecondaryIndex entries() {
        return entries;
    }
}
