package io.tailrace.write;

import io.tailrace.index.Index;

/**
 * One table as the writer sees it.
 *
 * @param id number of the table in the journal.
 * @param name its name.
 * @param keyField name of the field that is its key.
 * @param index its latest documents.
 */
public record TableState(int id, String name, String keyField, Index index) {}
