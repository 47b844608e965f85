package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.error.Arguments;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.index.Index;
import io.tailrace.mapping.RecordMapping;
import io.tailrace.query.Cursor;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.Projection;
import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A named set of documents. Any thread; a {@link Write} that it begins belongs to the thread that began it.
 *
 * <p>A key is a string, a number, a boolean, bytes, a time or an array of these; the overloads that take an
 * {@code Object} accept {@code CharSequence}, {@code Number}, {@code Boolean}, {@code byte[]}, {@code Instant} and
 * {@code List}. {@code read} looks a document up, {@code get} begins a query for it. Reads see every write that was
 * acknowledged {@link io.tailrace.write.Acknowledgement#JOURNALED}.
 *
 * <table>
 * <caption>What a write does</caption>
 * <tr><th>write</th><th>if the key has a document</th><th>if it has none</th></tr>
 * <tr><td>{@link #insert()}</td><td>error, unless a {@link Conflict} says otherwise</td><td>stores it</td></tr>
 * <tr><td>{@link #upsert()}</td><td>replaces it</td><td>stores it</td></tr>
 * <tr><td>{@link #update()}</td><td>merges into it</td><td>skipped; refused in a transaction</td></tr>
 * <tr><td>{@link #replace()}</td><td>replaces it</td><td>stores it; refused in a transaction</td></tr>
 * <tr><td>{@link #compute}</td><td>replaces it by what a function makes of it</td><td>the same, of the key</td></tr>
 * <tr><td>{@link #delete(Object)}</td><td>removes it</td><td>skipped</td></tr>
 * </table>
 *
 * <p>In a {@link Transaction} an update or a replacement that finds no document refuses all of it, unless it may
 * {@linkplain Write#skipMissing() skip}. {@link Write#ifVersion} and {@link Write#ifAbsent()} put a condition on a
 * write, alone or in a transaction. After the table was dropped, every use of it throws an
 * {@link io.tailrace.error.UnknownTableException}.
 */
public final class Table {
    private final Engine engine;
    private final TableName name;
    private final TableIndexes indexes;

    Table(Engine engine, TableName name) {
        this.engine = engine;
        this.name = name;
        indexes = new TableIndexes(engine, name);
    }

    /** {@return the name of the table} */
    public String name() {
        return name.name();
    }

    /**
     * Name of the field that is the key.
     *
     * @return {@code id} by default
     */
    public String keyField() {
        return name.keyField();
    }

    TableName tableName() {
        return name;
    }

    /**
     * This table with records as documents. Call it once and keep the result: it inspects the type here.
     *
     * @param <R> the type
     * @param type public, or of the same module, or of a package that is open
     * @return a view on this table
     * @throws io.tailrace.error.EngineException when records of this type cannot be documents of this table; says why
     */
    public <R extends Record> MappedTable<R> as(Class<R> type) {
        return as(type, null);
    }

    /**
     * As {@link #as(Class)}, for a type that only its own module may access.
     *
     * @param <R> the type
     * @param type of any module
     * @param lookup {@code MethodHandles.lookup()}, called where the type is accessible; null for none
     * @return a view on this table
     * @throws io.tailrace.error.EngineException as there
     */
    public <R extends Record> MappedTable<R> as(Class<R> type, MethodHandles.Lookup lookup) {
        Arguments.given(type, "type", "as(type)");
        return new MappedTable<>(this, RecordMapping.of(type, lookup, engine::field));
    }

    /**
     * Begins an insert whose key must be free.
     *
     * @return a write of this thread's; where the key field is not put, a key is {@linkplain Write#generatedKey made}
     */
    public Write insert() {
        return write(Operation.INSERT);
    }

    /**
     * Begins an insert.
     *
     * @param conflict what to do when the key is taken
     * @return a write of this thread's; where the key field is not put, a key is {@linkplain Write#generatedKey made}
     */
    public Write insert(Conflict conflict) {
        return write(Arguments.given(conflict, "conflict", "insert(conflict)").operation());
    }

    /**
     * Begins an insert that replaces what is there.
     *
     * @return a write of this thread's; where the key field is not put, a key is {@linkplain Write#generatedKey made}
     */
    public Write upsert() {
        return write(Operation.UPSERT);
    }

    /**
     * Begins an insert that replaces what is there.
     *
     * @param value the key, put into the document too
     * @return a write of this thread's
     */
    public Write upsert(CharSequence value) {
        return write(Operation.UPSERT).key(value);
    }

    /**
     * Begins an insert that replaces what is there.
     *
     * @param value the key, put into the document too
     * @return a write of this thread's
     */
    public Write upsert(long value) {
        return write(Operation.UPSERT).key(value);
    }

    /**
     * Begins an insert that replaces what is there.
     *
     * @param value the key, put into the document too
     * @return a write of this thread's
     */
    public Write upsert(Object value) {
        return write(Operation.UPSERT).key(value);
    }

    /**
     * Begins an update: what is put is merged into the stored document, objects field by field, anything else replaced,
     * as in RethinkDB; the key stays in the form in which it is stored, 1 when it is given as 1.0. Skipped when there
     * is no such document; in a transaction a missing document refuses all of it, see {@link Write#skipMissing()}.
     *
     * @return a write of this thread's; the key field must be put
     */
    public Write update() {
        return write(Operation.UPDATE);
    }

    /**
     * Begins an update, see {@link #update()}.
     *
     * @param value the key
     * @return a write of this thread's
     */
    public Write update(CharSequence value) {
        return write(Operation.UPDATE).key(value);
    }

    /**
     * Begins an update, see {@link #update()}.
     *
     * @param value the key
     * @return a write of this thread's
     */
    public Write update(long value) {
        return write(Operation.UPDATE).key(value);
    }

    /**
     * Begins an update, see {@link #update()}.
     *
     * @param value the key
     * @return a write of this thread's
     */
    public Write update(Object value) {
        return write(Operation.UPDATE).key(value);
    }

    /**
     * Begins a replacement of the whole document; inserts when there is none, as in RethinkDB. In a transaction a
     * missing document refuses all of it, see {@link Write#skipMissing()}.
     *
     * @return a write of this thread's; the key field must be put
     */
    public Write replace() {
        return write(Operation.REPLACE);
    }

    /**
     * Begins a replacement of the whole document; inserts when there is none, as in RethinkDB. In a transaction a
     * missing document refuses all of it, see {@link Write#skipMissing()}.
     *
     * @param value the key, put into the document too
     * @return a write of this thread's
     */
    public Write replace(Object value) {
        return write(Operation.REPLACE).key(value);
    }

    /**
     * Begins a delete. Skipped when there is no such document.
     *
     * @param value the key
     * @return a write of this thread's, to be committed as it is
     */
    public Write delete(CharSequence value) {
        return write(Operation.DELETE).key(value);
    }

    /**
     * Begins a delete. Skipped when there is no such document.
     *
     * @param value the key
     * @return a write of this thread's, to be committed as it is
     */
    public Write delete(long value) {
        return write(Operation.DELETE).key(value);
    }

    /**
     * Begins a delete. Skipped when there is no such document.
     *
     * @param value the key
     * @return a write of this thread's, to be committed as it is
     */
    public Write delete(Object value) {
        return write(Operation.DELETE).key(value);
    }

    /**
     * Computes a document from the stored one and stores it if that has not changed in the meantime; otherwise computes
     * it again. The new document starts as the current one, so put only what changes.
     *
     * @param value the key
     * @param update the computation, run on this thread, once or more; it may write other documents, but not this one
     * @return outcome and sequence; {@link Outcome#SKIPPED} when the computation declined. Valid until this thread's
     *     next compute.
     * @throws io.tailrace.error.EngineException when the computation writes the document that it computes, of which
     *     nothing is then written; or when that document has changed under each of 10,000 computations
     */
    public Ack compute(Object value, DocumentUpdate update) {
        Session session = engine.session();
        Arguments.given(update, "update", "compute(key, update)");
        session.checkNotComputed(name, session.key(), session.key(value));
        DocumentBuffer current = session.acquire();
        Write write = session.acquireUpdate();
        try {
            for (int rounds = 1; ; rounds++) {
                boolean found = read(value, current);
                write.begin(name, Operation.UPSERT).version(current.version());
                if (found) {
                    write.encodedKey(session.key(), 0, session.key(value))
                            .document()
                            .putAll(current.document());
                } else {
                    write.key(value);
                }
                if (!session.compute(write, update, found ? current.document() : null)) {
                    return write.skip();
                }
                Ack ack = write.commitDecided();
                if (ack.error() != WriteError.VERSION_MISMATCH) {
                    return ack;
                }
                Recomputing.check(rounds, write);
            }
        } finally {
            session.release(current);
            session.release(write);
        }
    }

    /**
     * Prepares upserts of flat documents that have the same fields again and again, and are put by the numbers of
     * these.
     *
     * @param fields names of the fields beside the key, numbered from 0; each once
     * @return a new prepared write, for the calling thread
     * @throws io.tailrace.error.DocumentException for a name that is null, occurs twice or is that of the key field
     * @throws io.tailrace.error.LimitException for too many names, or one that is too long
     */
    public PreparedWrite prepare(String... fields) {
        engine.checkWritable();
        return new PreparedWrite(engine, name, Arguments.given(fields, "fields", "prepare(fields)"));
    }

    private Write write(Operation operation) {
        return engine.session().write().begin(name, operation);
    }

    /**
     * Makes a buffer to read into.
     *
     * @return a new buffer, for one thread at a time
     */
    public DocumentBuffer newBuffer() {
        return new DocumentBuffer(engine.dictionary());
    }

    /**
     * Reads a document.
     *
     * @param value its key
     * @param into takes a copy
     * @return false when there is no such document; the buffer's version is then 0, and it has no document
     */
    public boolean read(CharSequence value, DocumentBuffer into) {
        Session session = engine.session();
        return read(session, session.key(value), into);
    }

    /**
     * Reads a document.
     *
     * @param value its key
     * @param into takes a copy
     * @return false when there is no such document; the buffer's version is then 0, and it has no document
     */
    public boolean read(long value, DocumentBuffer into) {
        Session session = engine.session();
        return read(session, session.key(value), into);
    }

    /**
     * Reads a document.
     *
     * @param value its key
     * @param into takes a copy
     * @return false when there is no such document; the buffer's version is then 0, and it has no document
     */
    public boolean read(Object value, DocumentBuffer into) {
        Session session = engine.session();
        return read(session, session.key(value), into);
    }

    private boolean read(Session session, int keyLength, DocumentBuffer into) {
        Arguments.given(into, "into", "read(key, into)");
        return into.wrap(index().read(session.key(), 0, keyLength, into.copy()) >= 0);
    }

    /**
     * Reads a document as a view. Allocates nothing, apart from what the handler does.
     *
     * @param value its key
     * @param handler called with a copy of this thread's, valid during the call; not called when there is none. When
     *     assertions are enabled, a view used after that throws a {@link io.tailrace.error.StaleViewException}.
     * @return whether there is such a document
     */
    public boolean read(Object value, DocumentHandler handler) {
        Arguments.given(handler, "handler", "read(key, handler)");
        Session session = engine.session();
        DocumentBuffer buffer = session.acquire();
        try {
            if (!read(value, buffer)) {
                return false;
            }
            handler.onDocument(buffer.document(), buffer.version());
            return true;
        } finally {
            session.release(buffer);
        }
    }

    /**
     * Reads something from a document.
     *
     * @param value its key
     * @param function what is wanted of it, not called when there is no such document. It gets a view as
     *     {@link #read(Object, DocumentHandler)} gives it, so it must return a value or a {@link Document#copy()}.
     * @param <T> what the function makes
     * @return what the function returns; null when there is no such document
     */
    public <T> T read(Object value, Function<? super Document, ? extends T> function) {
        Arguments.given(function, "function", "read(key, function)");
        Session session = engine.session();
        DocumentBuffer buffer = session.acquire();
        try {
            return read(value, buffer) ? function.apply(buffer.document()) : null;
        } finally {
            session.release(buffer);
        }
    }

    /**
     * {@return whether there is a document with this key}
     *
     * @param value the key
     */
    public boolean exists(Object value) {
        Session session = engine.session();
        return index().contains(session.key(), 0, session.key(value));
    }

    /** {@return the number of documents at this moment, where {@link Query#count()} counts at one sequence} */
    public long count() {
        return index().size();
    }

    /**
     * Reads all documents, in no particular order. A document that is there from beginning to end is met exactly once;
     * each is read as it is at that moment. {@link #read()} gives all of them at one sequence.
     *
     * @param handler called with a copy, valid during the call
     * @return how many documents were read
     * @throws io.tailrace.error.UnknownTableException when the table is dropped, also by the handler
     */
    public long scan(DocumentHandler handler) {
        Arguments.given(handler, "handler", "scan(handler)");
        return new TableScan(engine, name, handler).unordered();
    }

    /**
     * Reads all documents in key order, each as it is at that moment. The first call on a table builds the order, and
     * waits for that; from then on the writer keeps it up to date.
     *
     * @param handler called with a copy, valid during the call
     * @return how many documents were read
     * @throws io.tailrace.error.UnknownTableException when the table is dropped, also by the handler
     */
    public long scanInKeyOrder(DocumentHandler handler) {
        Arguments.given(handler, "handler", "scanInKeyOrder(handler)");
        return new TableScan(engine, name, handler).inKeyOrder();
    }

    /**
     * {@return a query for the documents that pass}
     *
     * @param filter which documents stay
     */
    public Query filter(DocumentFilter filter) {
        return query().filter(filter);
    }

    /**
     * {@return a query that makes another document of each}
     *
     * @param projection what becomes of a document
     */
    public Query map(Projection projection) {
        return query().map(projection);
    }

    /**
     * {@return a query for the named fields of each document; those that it does not have are left out}
     *
     * @param fields names of the fields that stay
     */
    public Query pluck(String... fields) {
        return query().pluck(fields);
    }

    /**
     * Opens a feed of this table from now on, squashed on read.
     *
     * @return a feed of the caller's, to be closed
     */
    public Feed changes() {
        return query().changes();
    }

    /**
     * Opens a feed of this table.
     *
     * @param options start, end and squash
     * @return a feed of the caller's, to be closed
     */
    public Feed changes(ChangesOptions options) {
        return query().changes(options);
    }

    /**
     * Begins a query for one document.
     *
     * @param value its key
     * @return the query; as a feed it follows this document alone and by default begins with it, or with null if there
     *     is none
     */
    public Query get(Object value) {
        return query().with(new QueryStep.Get(value));
    }

    /**
     * {@return a query for the documents with the given keys; one that is given twice counts twice}
     *
     * @param keys primary keys
     */
    public Query getAll(Object... keys) {
        Arguments.given(keys, "keys", "getAll(keys)");
        return getAll(Arrays.asList(keys));
    }

    /**
     * {@return a query for the documents with the given keys; one that is given twice counts twice} A list alone is a
     * list of keys; one key that is a list itself is written as {@code List.of(key)}.
     *
     * @param keys primary keys
     */
    public Query getAll(Collection<?> keys) {
        Arguments.given(keys, "keys", "getAll(keys)");
        return query().with(new QueryStep.GetAll(null, new ArrayList<>(keys)));
    }

    /**
     * {@return a query for the documents that an index lists under the given keys; one that is given twice counts
     * twice}
     *
     * @param index name of the index
     * @param keys keys in it
     */
    public Query getAllBy(String index, Object... keys) {
        Arguments.given(keys, "keys", "getAllBy(index, keys)");
        return getAllBy(index, Arrays.asList(keys));
    }

    /**
     * {@return a query for the documents that an index lists under the given keys; one that is given twice counts
     * twice}
     *
     * @param index name of the index
     * @param keys keys in it
     */
    public Query getAllBy(String index, Collection<?> keys) {
        Arguments.given(keys, "keys", "getAllBy(index, keys)");
        return query().with(new QueryStep.GetAll(index, new ArrayList<>(keys)));
    }

    /**
     * {@return a query for a range of primary keys}
     *
     * @param lower as for {@link Query#between(Object, Object)}
     * @param upper as for {@link Query#between(Object, Object)}
     */
    public Query between(Object lower, Object upper) {
        return query().between(lower, upper);
    }

    /**
     * {@return a query for a range of an index}
     *
     * @param index name of the index, or of the key field
     * @param lower as for {@link Query#between(Object, Object)}
     * @param upper as for {@link Query#between(Object, Object)}
     */
    public Query between(String index, Object lower, Object upper) {
        return query().between(index, lower, upper);
    }

    /**
     * {@return a query for the documents in the order of an index, ascending}
     *
     * @param index name of the index, or of the key field
     */
    public Query orderBy(String index) {
        return query().orderBy(index);
    }

    /**
     * {@return a query for the documents in the order of an index}
     *
     * @param index name of the index, or of the key field
     * @param direction of the order
     */
    public Query orderBy(String index, Direction direction) {
        return query().orderBy(index, direction);
    }

    /**
     * {@return a query for the document with the least key in an index}
     *
     * @param index name of the index, or of the key field
     */
    public Query min(String index) {
        return query().min(index);
    }

    /**
     * {@return a query for the document with the greatest key in an index}
     *
     * @param index name of the index, or of the key field
     */
    public Query max(String index) {
        return query().max(index);
    }

    /** {@return a query for all documents} */
    public Query all() {
        return query();
    }

    /**
     * {@return a query for the documents that pass; those that lack a field the predicate needs do not}
     *
     * @param predicate as for {@link Query#filter(Expression)}
     */
    public Query filter(Expression predicate) {
        return query().filter(predicate);
    }

    /**
     * {@return a query for the documents that have these fields with these values, see {@link Query#filter(Map)}}
     *
     * @param pattern as for {@link Query#filter(Map)}
     */
    public Query filter(Map<String, ?> pattern) {
        return query().filter(pattern);
    }

    /**
     * {@return a query that makes another value of each document}
     *
     * @param projection as for {@link Query#map(Expression)}
     */
    public Query map(Expression projection) {
        return query().map(projection);
    }

    /**
     * Reads all documents as they are at one sequence, exactly.
     *
     * @return a cursor of the caller's, to be closed
     */
    public Cursor read() {
        return query().read();
    }

    /**
     * Commands with documents given as maps, which return counts and, if asked, changes.
     *
     * @return commands with conflict {@code error}, and without returned changes
     */
    public Commands commands() {
        return new Commands(engine, name);
    }

    /**
     * Makes an index on the field of its name, and waits until it is built. Documents that lack the field, or have null
     * or an object in it, are not listed.
     *
     * @param index see {@link #createIndex(String, Expression)}
     */
    public void createIndex(String index) {
        indexes.create(index, Expressions.row(index), false);
    }

    /**
     * Makes an index, and waits until it is built; writes go on meanwhile. It survives the engine: the journal keeps
     * its expression as text. A journal has at most 1,024 indexes in its life, on all tables together, dropped ones
     * included: do not make one again and again.
     *
     * @param index its name: 1 to 64 letters, digits, {@code _}, {@code -}, {@code .}, not beginning with {@code .},
     *     and not that of the key field
     * @param expression what a document is listed under; an array makes a compound index
     * @throws io.tailrace.error.QueryException when there is one of this name, or the expression depends on time or
     *     chance
     * @throws io.tailrace.error.LimitException when it would be one index too many, the expression is too long, or
     *     there is no room for its definition
     * @throws io.tailrace.error.IndexFullException when there is no memory for it; it is dropped again
     */
    public void createIndex(String index, Expression expression) {
        indexes.create(index, Arguments.given(expression, "expression", "createIndex(index, expression)"), false);
    }

    /**
     * Makes an index that lists a document under each element of an array, see {@link #createIndex(String,
     * Expression)}.
     *
     * @param index its name
     * @param expression the array; any other value counts as one element
     */
    public void createMultiIndex(String index, Expression expression) {
        indexes.create(index, Arguments.given(expression, "expression", "createMultiIndex(index, expression)"), true);
    }

    /**
     * Drops an index. Feeds that use it deliver everything before the drop, and then end with an error. It still counts
     * among the 1,024 indexes that a journal has in its life.
     *
     * @param index its name
     * @return false when there is none
     */
    public boolean dropIndex(String index) {
        return indexes.drop(index);
    }

    /** {@return the names of the secondary indexes, in order} */
    public List<String> indexes() {
        return indexes.names();
    }

    /**
     * Whether an index is built, so that queries may use it.
     *
     * @param index its name
     * @return false while it is being built
     * @throws io.tailrace.error.QueryException when there is none of this name
     */
    public boolean isIndexReady(String index) {
        return indexes.isReady(index);
    }

    /**
     * {@return the expression that says what an index lists a document under}
     *
     * @param index its name
     * @throws io.tailrace.error.QueryException when there is none of this name
     */
    public Expression indexExpression(String index) {
        return definition(index).expression();
    }

    /**
     * {@return whether an index lists a document under each element of an array, made by {@link #createMultiIndex}}
     *
     * @param index its name
     * @throws io.tailrace.error.QueryException when there is none of this name
     */
    public boolean isMultiIndex(String index) {
        return definition(index).multi();
    }

    /** The table as a query begins with it, {@code table("quotes")}; also when it was dropped. */
    @Override
    public String toString() {
        return name.toString();
    }

    private Query query() {
        return new Query(engine, QuerySteps.of(name));
    }

    IndexDefinition definition(String index) {
        return engine.definition(name, index);
    }

    private Index index() {
        return engine.readable(name);
    }
}
