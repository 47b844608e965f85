package io.tailrace.bench.comparison;

import io.tailrace.bench.comparison.protocol.Work;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;

/** Screens over updates, as peers are asked for them. */
record PeerWork(Updates updates, Screens screens) implements Work {
    @Override
    public int rows() {
        return updates.rows();
    }

    @Override
    public int queries() {
        return screens.count();
    }

    @Override
    public boolean isRange() {
        return screens.kind() == Screens.Kind.RANGE;
    }

    @Override
    public double low(int query) {
        return screens.low(query);
    }

    @Override
    public double high(int query) {
        return screens.low(query) + Screens.WIDTH;
    }

    @Override
    public int symbol(int key) {
        return updates.symbol(key);
    }

    @Override
    public byte[] text(int key) {
        return updates.textBytes(key);
    }
}
