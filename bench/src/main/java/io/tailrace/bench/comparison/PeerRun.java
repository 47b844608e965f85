package io.tailrace.bench.comparison;

import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.latency.LatencyRun;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.rows.Load;
import io.tailrace.bench.rows.Walk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One side does the work, once: rows, queries, updates to warm up, updates as fast as it takes them, updates at steady
 * rates. After each of these every subscriber's count and rows have to be what they should be. One thread, which sends.
 */
final class PeerRun {
    private static final double SECOND_NS = 1e9;
    private static final int WINDOWS = 3;
    /** Stretches that are not measured: whoever has more code takes longer to be compiled. */
    private static final int WARM_UPS = 3;

    private static final int FIRST_BATCH = 64;
    private static final double BATCH_SECONDS = 0.2;
    private static final double SETTLE_SHARE = 0.25;
    /** Beyond this share of what a side takes there is a queue, and a latency tells of the queue. */
    private static final double MOST_SHARE = 0.95;

    /** The last update may be told so much later than it was due, or so long after it. */
    private static final double LATE_SHARE = 0.02;

    private static final double LATE_NS = 50_000_000;
    private static final long LEAD_NS = 1_000_000;
    private static final long REST_NS = 20_000;

    private final Peer peer;
    private final PeerWork work;
    private final PeerEffort effort;
    private final Walk walk;
    private final PeerOracle oracle;
    private final PeerSubscribers subscribers;
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long warmedUp;

    PeerRun(Peer peer, PeerWork work, PeerEffort effort) {
        this.peer = peer;
        this.work = work;
        this.effort = effort;
        walk = new Walk(work.updates());
        oracle = new PeerOracle(work.updates(), work.screens());
        subscribers = new PeerSubscribers(work.queries());
    }

    /** Does all of it, and answers what was found. */
    Map<String, Object> run(Path directory) throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        Neighbours neighbours = new Neighbours();
        peer.open(work, directory, ((long) WARM_UPS + WINDOWS + effort.loads.size()) * effort.most);
        if (peer.subscribesFirst()) {
            subscribe(found);
            fill();
            awaitTold(oracle.initial());
            subscribers.clear();
        } else {
            fill();
            subscribe(found);
        }
        double rate = fastest(warmedUpRate(), found);
        List<Map<String, Object>> loads = new ArrayList<>();
        for (Load load : effort.loads) {
            loads.add(steady(load, rate));
        }
        found.put("loads", loads);
        found.put("updates", walk.number() - work.rows() + 1);
        found.put("deliveries", subscribers.total());
        found.put("anonymousMiB", anonymousMiB());
        found.put("othersPercent", neighbours.percent());
        found.put("facts", peer.facts());
        return found;
    }

    private void fill() throws Exception {
        for (int key = 0; key < work.rows(); key++) {
            peer.send(key, work.updates().initialPrice(key), key, 0);
        }
        peer.flush();
    }

    private void subscribe(Map<String, Object> found) throws Exception {
        long start = System.nanoTime();
        peer.subscribe(peer.tellsOnManyThreads() ? subscribers.locked() : subscribers);
        found.put("openSeconds", (System.nanoTime() - start) / SECOND_NS);
    }

    private double warmedUpRate() throws Exception {
        long start = System.nanoTime();
        double rate = 0;
        long batch = FIRST_BATCH;
        while (warmedUp < (long) WARM_UPS * effort.most
                && (System.nanoTime() - start) / SECOND_NS < effort.warmUpSeconds) {
            rate = batch / (timed(batch) / SECOND_NS);
            warmedUp += batch;
            batch = Math.max(1, Math.min(Math.min(2 * batch, (long) (rate * BATCH_SECONDS)), effort.most));
        }
        return rate;
    }

    private double fastest(double expected, Map<String, Object> found) throws Exception {
        long each = Math.max(1, Math.min((long) (expected * effort.seconds / WINDOWS), effort.most));
        List<Double> windows = new ArrayList<>();
        double nanos = 0;
        long deliveries = subscribers.total();
        long bytes = 0;
        for (int window = 0; window < WINDOWS; window++) {
            oracle.advance(each);
            long before = allocated();
            double taken = timedSending(each);
            bytes += allocated() - before;
            check();
            windows.add(each / (taken / SECOND_NS));
            nanos += taken;
        }
        double rate = WINDOWS * each / (nanos / SECOND_NS);
        found.put("updatesPerSecond", rate);
        found.put("deliveriesPerSecond", (subscribers.total() - deliveries) / (nanos / SECOND_NS));
        found.put("windows", windows);
        found.put("updatesAWindow", each);
        found.put("bytesPerUpdate", (double) bytes / (WINDOWS * each));
        return rate;
    }

    private double timed(long count) throws Exception {
        oracle.advance(count);
        double taken = timedSending(count);
        check();
        return taken;
    }

    private double timedSending(long count) throws Exception {
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            walk.step();
            peer.send(walk.key(), walk.after(), walk.number(), start);
        }
        awaitTold(oracle.total());
        return System.nanoTime() - start;
    }

    private Map<String, Object> steady(Load load, double fastest) throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        int rate = load.rate(fastest);
        found.put("load", load.name());
        found.put("ratePerSecond", rate);
        found.put("kept", false);
        if (rate > MOST_SHARE * fastest) {
            return found;
        }
        long measured = Math.max(1, Math.min(effort.most, (long) (rate * effort.loadSeconds)));
        long settled = (long) (measured * SETTLE_SHARE);
        double intervalNs = SECOND_NS / rate;
        oracle.advance(settled + measured);
        long startNs = System.nanoTime() + LEAD_NS;
        long firstNs = startNs + (long) (settled * intervalNs);
        subscribers.measureFrom(firstNs);
        for (long sent = 0; sent < settled + measured; sent++) {
            long dueNs = startNs + (long) (sent * intervalNs);
            while (System.nanoTime() - dueNs < 0) {
                Thread.yield();
            }
            walk.step();
            peer.send(walk.key(), walk.after(), walk.number(), dueNs);
        }
        awaitTold(oracle.total());
        double tookNs = System.nanoTime() - firstNs;
        Histogram histogram = subscribers.measured();
        check();
        found.put("reachedPerSecond", measured * SECOND_NS / tookNs);
        found.put("kept", tookNs - measured * intervalNs <= Math.max(LATE_SHARE * measured * intervalNs, LATE_NS));
        found.put("count", histogram.getTotalCount());
        for (int i = 0; i < LatencyRun.NAMES.size(); i++) {
            found.put(LatencyRun.NAMES.get(i), histogram.getValueAtPercentile(LatencyRun.PERCENTILES.get(i)) / 1e3);
        }
        return found;
    }

    /** Waits until subscribers were told as often as they should be. */
    private void awaitTold(long expected) throws Exception {
        peer.flush();
        long last = -1;
        long sinceNs = System.nanoTime();
        for (long told = subscribers.total(); told < expected; told = subscribers.total()) {
            if (told != last) {
                last = told;
                sinceNs = System.nanoTime();
            } else if (System.nanoTime() - sinceNs > effort.patienceSeconds * SECOND_NS) {
                throw new PeerFault("told=" + told + " expected=" + expected + ", and nothing more comes");
            }
            LockSupport.parkNanos(REST_NS);
        }
    }

    private void check() {
        if (subscribers.total() != oracle.total()) {
            throw new PeerFault("told=" + subscribers.total() + " expected=" + oracle.total());
        }
        String fault = subscribers.fault(oracle);
        if (fault != null) {
            throw new PeerFault(fault);
        }
    }

    private long allocated() {
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** Memory that belongs to no file, 0 where the system does not tell. */
    private static long anonymousMiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return 0;
    }

    /** Subscribers were told something else than they should have been. */
    static final class PeerFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        PeerFault(String message) {
            super(message);
        }
    }
}
