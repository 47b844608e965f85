package io.tailrace.bench.peers.hazelcast;

import com.hazelcast.config.MapConfig;
import com.hazelcast.map.IMap;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Work;

/** An entry listener with a predicate a query. */
public final class HazelcastListeners extends HazelcastPeer {
    @Override
    void configure(Work asked, MapConfig map) {}

    @Override
    void subscribe(IMap<Long, Row> map, int query, RowTest test, Listener listener) {
        map.addEntryListener(listener, test, true);
    }

    @Override
    String settings() {
        return "";
    }
}
