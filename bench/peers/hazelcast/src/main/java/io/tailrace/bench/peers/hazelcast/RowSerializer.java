package io.tailrace.bench.peers.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.tailrace.bench.comparison.protocol.Row;
import java.io.IOException;

/** Rows as bytes, field by field. */
final class RowSerializer implements StreamSerializer<Row> {
    @Override
    public int getTypeId() {
        return 1;
    }

    @Override
    public void write(ObjectDataOutput out, Row row) throws IOException {
        out.writeLong(row.key());
        out.writeDouble(row.price());
        out.writeLong(row.number());
        out.writeInt(row.symbol());
        out.writeByteArray(row.text());
        out.writeLong(row.sentNs());
    }

    @Override
    public Row read(ObjectDataInput in) throws IOException {
        return new Row(in.readLong(), in.readDouble(), in.readLong(), in.readInt(), in.readByteArray(), in.readLong());
    }
}
