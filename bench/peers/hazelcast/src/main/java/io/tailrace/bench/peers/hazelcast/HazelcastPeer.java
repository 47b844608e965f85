package io.tailrace.bench.peers.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.UnderWay;
import io.tailrace.bench.comparison.protocol.Work;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What both ways have in common: one member that listens on the loopback and looks for no others. */
abstract class HazelcastPeer implements Peer {
    static final String ROWS = "rows";
    private static final int UNDER_WAY = 256;

    private final UnderWay underWay = new UnderWay(UNDER_WAY);
    private Work work;
    private HazelcastInstance hazelcast;
    private IMap<Long, Row> rows;

    /** What a way adds to the settings. */
    abstract void configure(Work asked, MapConfig map);

    /** Has a query stand. */
    abstract void subscribe(IMap<Long, Row> map, int query, RowTest test, Listener listener);

    @Override
    public final void open(Work asked, Path directory, long mostUpdates) {
        work = asked;
        Config config = new Config("tailrace-peers");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.partition.count", "31");
        config.setProperty("hazelcast.map.entry.filtering.natural.event.types", "true");
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getSerializationConfig()
                .addSerializerConfig(
                        new SerializerConfig().setTypeClass(Row.class).setImplementation(new RowSerializer()));
        MapConfig map = config.getMapConfig(ROWS).setBackupCount(0).setInMemoryFormat(InMemoryFormat.OBJECT);
        configure(work, map);
        hazelcast = Hazelcast.newHazelcastInstance(config);
        rows = hazelcast.getMap(ROWS);
    }

    @Override
    public final void subscribe(Told told) {
        for (int query = 0; query < work.queries(); query++) {
            subscribe(rows, query, new RowTest(work, query), new Listener(work, query, told));
        }
    }

    @Override
    public final void send(int key, double price, long number, long sentNs) throws InterruptedException {
        underWay.begin();
        underWay.sent(rows.setAsync((long) key, work.row(key, price, number, sentNs)));
    }

    @Override
    public final void flush() throws InterruptedException {
        underWay.await();
    }

    @Override
    public final boolean tellsOnManyThreads() {
        return true;
    }

    @Override
    public final Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "version", hazelcast.getCluster().getLocalMember().getVersion().toString());
        facts.put("threads", "its own, with its default numbers");
        facts.put("durability", "none, rows in memory");
        facts.put(
                "settings",
                "one member, 31 partitions, no backup, objects in memory, own serializer, " + UNDER_WAY
                        + " writes under way, natural event types, predicates as code" + settings());
        return facts;
    }

    /** What a way adds to what is told of the settings. */
    abstract String settings();

    @Override
    public final void end() {
        hazelcast.shutdown();
    }

    /** Of one query. */
    record Listener(Work work, int query, Told told)
            implements EntryAddedListener<Long, Row>, EntryUpdatedListener<Long, Row>, EntryRemovedListener<Long, Row> {
        @Override
        public void entryAdded(EntryEvent<Long, Row> event) {
            told.told(work, query, null, event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<Long, Row> event) {
            told.told(work, query, event.getOldValue(), event.getValue());
        }

        @Override
        public void entryRemoved(EntryEvent<Long, Row> event) {
            told.told(work, query, event.getOldValue(), null);
        }
    }
}
