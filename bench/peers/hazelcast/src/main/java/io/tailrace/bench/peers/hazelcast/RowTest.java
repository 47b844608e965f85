package io.tailrace.bench.peers.hazelcast;

import com.hazelcast.query.Predicate;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Work;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Map;

/**
 * What a query asks of a row, as code: what Hazelcast would look up by name is read at once. It never leaves its JVM.
 */
final class RowTest implements Predicate<Long, Row> {
    private static final long serialVersionUID = 1;

    private final transient Work work;
    private final int query;

    RowTest(Work work, int query) {
        this.work = work;
        this.query = query;
    }

    @Override
    public boolean apply(Map.Entry<Long, Row> entry) {
        return work.matches(query, entry.getValue());
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("query=" + query + " stays in its JVM, out=" + out);
    }
}
