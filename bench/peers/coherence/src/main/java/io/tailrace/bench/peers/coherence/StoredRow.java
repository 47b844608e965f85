package io.tailrace.bench.peers.coherence;

import com.tangosol.io.ExternalizableLite;
import io.tailrace.bench.comparison.protocol.Row;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A row as Coherence keeps it: bytes, field by field. */
public final class StoredRow implements ExternalizableLite {
    private static final long serialVersionUID = 1;

    private transient Row row;

    /** For Coherence, which fills it. */
    public StoredRow() {}

    StoredRow(Row row) {
        this.row = row;
    }

    Row row() {
        return row;
    }

    @Override
    public void readExternal(DataInput in) throws IOException {
        long key = in.readLong();
        double price = in.readDouble();
        long number = in.readLong();
        int symbol = in.readInt();
        byte[] text = new byte[in.readUnsignedByte()];
        in.readFully(text);
        row = new Row(key, price, number, symbol, text, in.readLong());
    }

    @Override
    public void writeExternal(DataOutput out) throws IOException {
        out.writeLong(row.key());
        out.writeDouble(row.price());
        out.writeLong(row.number());
        out.writeInt(row.symbol());
        out.writeByte(row.text().length);
        out.write(row.text());
        out.writeLong(row.sentNs());
    }
}
