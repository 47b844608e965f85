package io.tailrace;

import java.util.List;
import java.util.Map;

/**
 * What a command with one or many documents did.
 *
 * @param inserted documents that were not there
 * @param replaced documents that changed
 * @param unchanged documents that were equal already
 * @param deleted documents that are gone
 * @param skipped documents that were not there to be updated or deleted
 * @param errors documents that were refused
 * @param firstError why the first one was refused, or null
 * @param generatedKeys keys that were made for documents without one, in the order of the documents
 * @param changes what {@link ReturnChanges} asked for, in the order of the documents; null when it was
 *     {@link ReturnChanges#NO}
 * @param sequence of the last change, or the last one assigned when there was none
 */
public record WriteResult(
        long inserted,
        long replaced,
        long unchanged,
        long deleted,
        long skipped,
        long errors,
        String firstError,
        List<String> generatedKeys,
        List<Returned> changes,
        long sequence) {
    /**
     * One document of a command.
     *
     * @param oldVal before, or null
     * @param newVal after, or null
     * @param error why it was refused, or null
     */
    public record Returned(Map<String, Object> oldVal, Map<String, Object> newVal, String error) {}
}
