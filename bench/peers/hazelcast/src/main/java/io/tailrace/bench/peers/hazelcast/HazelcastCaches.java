package io.tailrace.bench.peers.hazelcast;

import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.QueryCacheConfig;
import com.hazelcast.map.IMap;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Work;

/** A continuous query cache a query. */
public final class HazelcastCaches extends HazelcastPeer {
    private static final int ROOM = 1_000_000;
    private static final int LEAST_BUFFER = 1_000;
    private static final int MOST_BUFFER = 100_000;

    @Override
    void configure(Work asked, MapConfig map) {
        for (int query = 0; query < asked.queries(); query++) {
            QueryCacheConfig cache = new QueryCacheConfig(name(query))
                    .setInMemoryFormat(InMemoryFormat.OBJECT)
                    .setBatchSize(1)
                    .setDelaySeconds(0)
                    .setCoalesce(false)
                    // Of each partition and cache: what all of them together may hold.
                    .setBufferSize(Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, ROOM / asked.queries())));
            // By default a cache silently holds ten thousand rows.
            cache.getEvictionConfig().setSize(Integer.MAX_VALUE);
            map.addQueryCacheConfig(cache);
        }
    }

    @Override
    void subscribe(IMap<Long, Row> map, int query, RowTest test, Listener listener) {
        // A listener that is there from the start would be told of the rows that the cache begins with.
        map.getQueryCache(name(query), test, true).addEntryListener(listener, true);
    }

    private static String name(int query) {
        return "query-" + query;
    }

    @Override
    public boolean subscribesFirst() {
        return true;
    }

    @Override
    String settings() {
        return ", delivered one by one, nothing evicted, nothing coalesced";
    }
}
