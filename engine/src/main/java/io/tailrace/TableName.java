package io.tailrace;

import io.tailrace.document.Field;
import io.tailrace.query.QueryText;

/**
 * What tells a table from others. Immutable, any thread.
 *
 * @param id which is given to no other table, even of the same name
 * @param name of the table
 * @param keyField name of the field that is the key
 * @param key handle of that field
 */
record TableName(int id, String name, String keyField, Field key) {
    /** As it is written in a query. */
    @Override
    public String toString() {
        return "table(" + QueryText.value(name) + ")";
    }
}
