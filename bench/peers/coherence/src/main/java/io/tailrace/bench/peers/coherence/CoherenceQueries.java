package io.tailrace.bench.peers.coherence;

import com.tangosol.net.AsyncNamedCache;
import com.tangosol.net.CacheFactory;
import com.tangosol.net.NamedCache;
import com.tangosol.net.cache.ContinuousQueryCache;
import com.tangosol.util.Filter;
import com.tangosol.util.MapEvent;
import com.tangosol.util.MapListener;
import com.tangosol.util.listener.SimpleMapListener;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.UnderWay;
import io.tailrace.bench.comparison.protocol.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A continuous query cache with a listener a query, over a distributed cache in one member on the loopback. */
public final class CoherenceQueries implements Peer {
    private static final int UNDER_WAY = 256;

    private final UnderWay underWay = new UnderWay(UNDER_WAY);
    private final List<ContinuousQueryCache<Long, StoredRow, StoredRow>> caches = new ArrayList<>();
    private Work work;
    private NamedCache<Long, StoredRow> rows;
    private AsyncNamedCache<Long, StoredRow> writes;

    @Override
    public void open(Work asked, Path directory, long mostUpdates) {
        work = asked;
        rows = CacheFactory.getTypedCache("rows", com.tangosol.net.cache.TypeAssertion.withoutTypeChecking());
        writes = rows.async();
    }

    @Override
    public void subscribe(Told told) {
        for (int i = 0; i < work.queries(); i++) {
            int query = i;
            MapListener<Long, StoredRow> listener =
                    new SimpleMapListener<Long, StoredRow>().addEventHandler(event -> told(told, query, event));
            ContinuousQueryCache<Long, StoredRow, StoredRow> cache =
                    new ContinuousQueryCache<>(rows, filter(query), true);
            cache.addMapListener(listener);
            caches.add(cache);
        }
    }

    private Filter<StoredRow> filter(int query) {
        return work.isRange() ? new RangeFilter(work.low(query), work.high(query)) : new SymbolFilter(query);
    }

    private void told(Told told, int query, MapEvent<? extends Long, ? extends StoredRow> event) {
        told.told(work, query, row(event.getOldValue()), row(event.getNewValue()));
    }

    private static Row row(StoredRow stored) {
        return stored == null ? null : stored.row();
    }

    @Override
    public void send(int key, double price, long number, long sentNs) throws InterruptedException {
        underWay.begin();
        underWay.sent(writes.putAll(Map.of((long) key, new StoredRow(work.row(key, price, number, sentNs)))));
    }

    @Override
    public void flush() throws InterruptedException {
        underWay.await();
    }

    @Override
    public boolean subscribesFirst() {
        return true;
    }

    @Override
    public boolean tellsOnManyThreads() {
        return true;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", CacheFactory.VERSION);
        facts.put("threads", "its own, with its default numbers");
        facts.put("durability", "none, rows in memory");
        facts.put(
                "settings",
                "one member, distributed cache, no backup, own serialization, " + UNDER_WAY
                        + " writes under way, filters as code");
        return facts;
    }

    @Override
    public void end() {
        CacheFactory.shutdown();
    }
}
