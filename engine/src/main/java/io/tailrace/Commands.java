package io.tailrace;

import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import java.util.List;
import java.util.Map;

/**
 * Commands with one or many documents given as maps, with counts and changes returned, as RethinkDB has them.
 * Immutable, any thread.
 *
 * <p>Each document is a change of its own: those before one that is refused are written, and so are those after it. For
 * all or nothing there is {@link Tailrace#transaction()}. Values are those of {@link Write#putAll}. A command waits for
 * its outcome whatever the configured acknowledgement; what it needs and returns allocates.
 *
 * <p>A document that cannot be written counts as an error. What concerns the engine as a whole is thrown, and then
 * documents before it may have been written.
 */
public final class Commands {
    private final Engine engine;
    private final TableName table;
    private final Conflict conflict;
    private final ConflictFunction function;
    private final ReturnChanges which;

    Commands(Engine engine, TableName table) {
        this(engine, table, Conflict.ERROR, null, ReturnChanges.NO);
    }

    private Commands(
            Engine engine, TableName table, Conflict conflict, ConflictFunction function, ReturnChanges which) {
        this.engine = engine;
        this.table = table;
        this.conflict = conflict;
        this.function = function;
        this.which = which;
    }

    /**
     * Says what inserts do with a key that is taken.
     *
     * @param mode the mode; {@link Conflict#ERROR} by default
     * @return commands like these
     */
    public Commands conflict(Conflict mode) {
        return new Commands(engine, table, Arguments.given(mode, "mode", "conflict(mode)"), null, which);
    }

    /**
     * Says what inserts do with a key that is taken.
     *
     * @param resolution decides for each such document
     * @return commands like these
     */
    public Commands conflict(ConflictFunction resolution) {
        return new Commands(
                engine, table, conflict, Arguments.given(resolution, "resolution", "conflict(resolution)"), which);
    }

    /**
     * Says which changes to return.
     *
     * @param changes which; {@link ReturnChanges#NO} by default
     * @return commands like these
     */
    public Commands returnChanges(ReturnChanges changes) {
        return new Commands(
                engine, table, conflict, function, Arguments.given(changes, "changes", "returnChanges(changes)"));
    }

    /**
     * Inserts documents, one after the other. One without the key field gets a key.
     *
     * @param documents field names and values
     * @return counts
     */
    public WriteResult insert(List<? extends Map<String, ?>> documents) {
        Arguments.given(documents, "documents", "insert(documents)");
        int place = 0;
        for (Object document : documents) { // whatever a caller without type parameters has put in
            String name = "documents[" + place++ + "]";
            if (!(Arguments.given(document, name, "insert(documents)") instanceof Map)) {
                throw new EngineException("argument is no map: argument=" + name + " type="
                        + document.getClass().getName()
                        + " call=insert(documents), give names of fields and values; nothing has happened");
            }
        }
        try (CommandRun run = new CommandRun(engine, table, which)) {
            for (Map<String, ?> document : documents) {
                run.insert(document, conflict, function);
            }
            return run.result();
        }
    }

    /**
     * Merges a patch into a document: objects field by field, anything else in place of what was there. Skipped when
     * there is no such document.
     *
     * @param key of the document
     * @param patch what changes; a {@link Literal} in it replaces or takes out
     * @return counts
     */
    public WriteResult update(Object key, Map<String, ?> patch) {
        Arguments.given(patch, "patch", "update(key, patch)");
        try (CommandRun run = new CommandRun(engine, table, which)) {
            run.key(key);
            run.update(patch);
            return run.result();
        }
    }

    /**
     * Merges a patch into every document there is now, see {@link #update}.
     *
     * @param patch what changes
     * @return counts
     */
    public WriteResult updateAll(Map<String, ?> patch) {
        Arguments.given(patch, "patch", "updateAll(patch)");
        try (CommandRun run = new CommandRun(engine, table, which)) {
            CommandKeys all = CommandKeys.of(engine.readable(table));
            for (int i = 0; i < all.size(); i++) {
                run.key(all, i);
                run.update(patch);
            }
            return run.result();
        }
    }

    /**
     * Puts a document in the place of another; inserts it when there is none.
     *
     * @param key of the document
     * @param document the whole document with the same key; null to delete
     * @return counts
     */
    public WriteResult replace(Object key, Map<String, ?> document) {
        try (CommandRun run = new CommandRun(engine, table, which)) {
            run.key(key);
            run.replace(document);
            return run.result();
        }
    }

    /**
     * Deletes a document. Skipped when there is none.
     *
     * @param key of the document
     * @return counts
     */
    public WriteResult delete(Object key) {
        try (CommandRun run = new CommandRun(engine, table, which)) {
            run.key(key);
            run.delete();
            return run.result();
        }
    }

    /**
     * Deletes every document there is now.
     *
     * @return counts
     */
    public WriteResult deleteAll() {
        try (CommandRun run = new CommandRun(engine, table, which)) {
            CommandKeys all = CommandKeys.of(engine.readable(table));
            for (int i = 0; i < all.size(); i++) {
                run.key(all, i);
                run.delete();
            }
            return run.result();
        }
    }
}
