package io.tailrace.bench.peers.ignite;

import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.Work;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.event.CacheEntryEvent;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.ContinuousQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/** A continuous query a query, with a filter on both rows, in one node that listens on the loopback only. */
public final class IgniteQueries implements Peer {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long REGION_BYTES = 1L << 30;

    private Work work;
    private Ignite ignite;
    private IgniteCache<Long, Row> rows;

    @Override
    public void open(Work asked, Path directory, long mostUpdates) {
        work = asked;
        DataRegionConfiguration region = new DataRegionConfiguration()
                .setName("rows")
                .setInitialSize(REGION_BYTES)
                .setMaxSize(REGION_BYTES);
        ignite = Ignition.start(new IgniteConfiguration()
                .setWorkDirectory(directory.toAbsolutePath().toString())
                .setLocalHost(LOOPBACK)
                .setGridLogger(new NullLogger())
                .setMetricsLogFrequency(0)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(List.of(LOOPBACK + ":47500..47509"))))
                .setDataStorageConfiguration(new DataStorageConfiguration().setDefaultDataRegionConfiguration(region)));
        rows = ignite.getOrCreateCache(new CacheConfiguration<Long, Row>("rows")
                .setAtomicityMode(CacheAtomicityMode.ATOMIC)
                .setBackups(0));
    }

    @Override
    public void subscribe(Told told) {
        for (int i = 0; i < work.queries(); i++) {
            int query = i;
            ContinuousQuery<Long, Row> continuous = new ContinuousQuery<>();
            continuous.setLocal(true);
            continuous.setPageSize(1);
            continuous.setRemoteFilterFactory(() -> event -> concerns(query, event));
            continuous.setLocalListener(events -> {
                for (CacheEntryEvent<? extends Long, ? extends Row> event : events) {
                    told.told(work, query, event.getOldValue(), event.getValue());
                }
            });
            rows.query(continuous);
        }
    }

    private boolean concerns(int query, CacheEntryEvent<? extends Long, ? extends Row> event) {
        return work.matches(query, event.getOldValue()) || work.matches(query, event.getValue());
    }

    @Override
    public void send(int key, double price, long number, long sentNs) {
        rows.put((long) key, work.row(key, price, number, sentNs));
    }

    @Override
    public void flush() {}

    @Override
    public boolean tellsOnManyThreads() {
        return true;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", ignite.version().toString());
        facts.put("threads", "its own, with its default numbers; a write is told in the call that puts it");
        facts.put("durability", "none, rows in memory off the heap");
        facts.put(
                "settings", "one node, atomic cache, no backup, local continuous queries, page size 1, filter on both");
        return facts;
    }

    @Override
    public void end() {
        ignite.close();
    }
}
