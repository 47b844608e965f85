package io.tailrace.bench.peers.coherence;

import com.tangosol.io.ExternalizableLite;
import com.tangosol.util.Filter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A price in a range, as code. */
public final class RangeFilter implements Filter<StoredRow>, ExternalizableLite {
    private static final long serialVersionUID = 1;

    private double low;
    private double high;

    /** For Coherence, which fills it. */
    public RangeFilter() {}

    RangeFilter(double low, double high) {
        this.low = low;
        this.high = high;
    }

    @Override
    public boolean evaluate(StoredRow stored) {
        return stored.row().price() >= low && stored.row().price() < high;
    }

    @Override
    public void readExternal(DataInput in) throws IOException {
        low = in.readDouble();
        high = in.readDouble();
    }

    @Override
    public void writeExternal(DataOutput out) throws IOException {
        out.writeDouble(low);
        out.writeDouble(high);
    }
}
