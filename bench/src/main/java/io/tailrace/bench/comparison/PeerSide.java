package io.tailrace.bench.comparison;

import io.tailrace.Threading;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.rows.Screens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who does the same work. Those with a folder have their libraries there, and not in {@code bench.jar}. */
enum PeerSide {
    TAILRACE("Tailrace", null, null),
    TAILRACE_SHARED("Tailrace, one thread for writer and feeds", null, null),
    HAND("by hand, one dispatcher thread", null, null),
    HAND_WRITER("by hand, writer dispatches", null, null),
    HAND_LAMBDAS("by hand, no hash", null, null),
    ESPER("Esper", "esper", "EsperStatements"),
    IGNITE("Ignite", "ignite", "IgniteQueries"),
    HAZELCAST_LISTENERS("Hazelcast, listeners", "hazelcast", "HazelcastListeners"),
    HAZELCAST_CACHES("Hazelcast, query caches", "hazelcast", "HazelcastCaches"),
    COHERENCE("Coherence", "coherence", "CoherenceQueries");

    private static final String PACKAGE = "io.tailrace.bench.peers.";
    private static final String CLASS_PATH = "class-path.txt";
    private static final int MOST_CACHES = 100;
    private static final List<String> GRID = List.of(
            "java.base/jdk.internal.access",
            "java.base/jdk.internal.misc",
            "java.base/sun.nio.ch",
            "java.base/sun.util.calendar",
            "java.base/java.io",
            "java.base/java.nio",
            "java.base/java.net",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.locks",
            "java.base/java.util.concurrent.atomic",
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.math",
            "java.base/java.time",
            "java.base/java.text",
            "java.base/sun.security.ssl",
            "java.base/sun.security.x509",
            "java.management/sun.management",
            "java.management/com.sun.jmx.mbeanserver",
            "jdk.management/com.sun.management.internal",
            "jdk.internal.jvmstat/sun.jvmstat.monitor");

    private final String text;
    private final String folder;
    private final String type;

    PeerSide(String text, String folder, String type) {
        this.text = text;
        this.folder = folder;
        this.type = type;
    }

    /** How it is told of. */
    String text() {
        return text;
    }

    boolean isOurs() {
        return this == TAILRACE || this == TAILRACE_SHARED;
    }

    /** Which of ours it is compared with: the one with as many threads. */
    PeerSide ours() {
        return this == HAND_WRITER || this == TAILRACE_SHARED ? TAILRACE_SHARED : TAILRACE;
    }

    /** Whether it is worth its time: a variant is measured only where it differs and is not hopeless. */
    boolean takesPart(Screens screens) {
        return switch (this) {
            case HAND_LAMBDAS -> screens.kind() == Screens.Kind.EQUALITY;
            case HAZELCAST_CACHES -> screens.count() <= MOST_CACHES;
            default -> true;
        };
    }

    /** Whether its libraries are there. */
    boolean isThere(Path peers) {
        return folder == null || Files.exists(target(peers).resolve(CLASS_PATH));
    }

    private Path target(Path peers) {
        return peers.resolve(folder).resolve("target");
    }

    /** What stands before our own class path. */
    String classPath(Path peers) throws Exception {
        if (folder == null) {
            return "";
        }
        Path target = target(peers);
        return target.resolve("classes") + ":"
                + Files.readString(target.resolve(CLASS_PATH)).trim() + ":";
    }

    /** What it needs of the JVM beside what all get. */
    List<String> flags() {
        List<String> flags = new ArrayList<>();
        switch (this) {
            case COHERENCE ->
                flags.addAll(List.of(
                        "-Dcoherence.wka=127.0.0.1",
                        "-Dcoherence.localhost=127.0.0.1",
                        "-Dcoherence.ttl=0",
                        "-Dcoherence.cluster=tailrace-peers",
                        "-Dcoherence.distributed.localstorage=true",
                        "-Dcoherence.distributed.backupcount=0",
                        "-Dcoherence.management=none",
                        "-Dcoherence.log.level=1"));
            case IGNITE, HAZELCAST_LISTENERS, HAZELCAST_CACHES -> {
                if (this == IGNITE) {
                    flags.add("-DIGNITE_UPDATE_NOTIFIER=false");
                }
                flags.add("--add-modules=java.se");
                flags.add("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
                GRID.forEach(door -> flags.add("--add-opens=" + door + "=ALL-UNNAMED"));
            }
            default -> {}
        }
        return flags;
    }

    /** Makes it, in the JVM that has its libraries. */
    Peer peer() throws ReflectiveOperationException {
        return switch (this) {
            case TAILRACE -> new EnginePeer(Threading.DEDICATED);
            case TAILRACE_SHARED -> new EnginePeer(Threading.SHARED);
            case HAND -> new HandPeer(false, true);
            case HAND_WRITER -> new HandPeer(true, true);
            case HAND_LAMBDAS -> new HandPeer(false, false);
            default ->
                Class.forName(PACKAGE + folder + "." + type)
                        .asSubclass(Peer.class)
                        .getDeclaredConstructor()
                        .newInstance();
        };
    }
}
