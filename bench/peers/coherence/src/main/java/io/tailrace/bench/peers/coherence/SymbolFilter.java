package io.tailrace.bench.peers.coherence;

import com.tangosol.io.ExternalizableLite;
import com.tangosol.util.Filter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One symbol, as code. */
public final class SymbolFilter implements Filter<StoredRow>, ExternalizableLite {
    private static final long serialVersionUID = 1;

    private int symbol;

    /** For Coherence, which fills it. */
    public SymbolFilter() {}

    SymbolFilter(int symbol) {
        this.symbol = symbol;
    }

    @Override
    public boolean evaluate(StoredRow stored) {
        return stored.row().symbol() == symbol;
    }

    @Override
    public void readExternal(DataInput in) throws IOException {
        symbol = in.readInt();
    }

    @Override
    public void writeExternal(DataOutput out) throws IOException {
        out.writeInt(symbol);
    }
}
