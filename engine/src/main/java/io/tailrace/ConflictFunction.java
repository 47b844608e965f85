package io.tailrace;

import java.util.Map;

/**
 * Decides what is stored when an insert meets a document with the same key. Runs on the caller's thread, and again when
 * the document changes meanwhile, so it should be a function of its arguments. It may write other documents, not this
 * one: the command then throws an {@link io.tailrace.error.EngineException}, and so it does where the document has
 * changed under each of 10,000 runs.
 */
@FunctionalInterface
public interface ConflictFunction {
    /**
     * Decides.
     *
     * @param key of both
     * @param oldVal the stored document, a copy
     * @param newVal the one to insert, a copy
     * @return what is stored, with the same key; null to delete the stored one
     */
    Map<String, Object> resolve(Object key, Map<String, Object> oldVal, Map<String, Object> newVal);
}
