package io.tailrace.bench.profile;

import io.tailrace.bench.measure.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * How many samples of a recording lie in each method of the engine, by side and thread. What the engine calls in the
 * JDK or in a library counts for the method that calls it; what nobody of the engine calls is of the bench. Not thread
 * safe.
 */
final class Profile {
    static final String SAMPLE = "jdk.ExecutionSample";
    static final String NATIVE_SAMPLE = "jdk.NativeMethodSample";
    /** What no method of the engine is in. */
    static final String BENCH = "bench";

    private static final String ENGINE = "io.tailrace.";
    private static final String OF_BENCH = "io.tailrace.bench.";
    private static final double PERCENT = 100;

    private record Round(String side, Instant begin, Instant end) {
        boolean has(Instant time) {
            return !time.isBefore(begin) && time.isBefore(end);
        }
    }

    private record Place(String side, String thread) {}

    /**
     * What one thread did for one side.
     *
     * @param side what was measured
     * @param thread its name
     * @param samples how many were taken
     * @param methods and of these in each method, in any order
     */
    record ThreadShares(String side, String thread, int samples, Map<String, Integer> methods) {
        /** As a raw result has it, the methods with the most samples first. */
        Map<String, Object> raw() {
            List<Map<String, Object>> shares = new ArrayList<>();
            methods.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry::getKey))
                    .forEach(entry -> shares.add(
                            Map.of("method", entry.getKey(), "percent", PERCENT * entry.getValue() / samples)));
            Map<String, Object> raw = new LinkedHashMap<>();
            raw.put("side", side);
            raw.put("thread", thread);
            raw.put("samples", samples);
            raw.put("shares", shares);
            return raw;
        }

        /** Whether it was mostly the engine that was at work in it. */
        boolean isOfEngine() {
            return 2 * methods.getOrDefault(BENCH, 0) < samples;
        }
    }

    private final List<Round> rounds = new ArrayList<>();
    private final Map<Place, Map<String, Integer>> counts = new LinkedHashMap<>();

    /**
     * Counts what is in a recording.
     *
     * @param counted rounds of each side: those before warm up
     */
    static List<ThreadShares> read(Path recording, int counted) throws IOException {
        Profile profile = new Profile();
        List<RecordedEvent> samples = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String name = event.getEventType().getName();
                if (name.equals(Timing.EVENT)) {
                    profile.rounds.add(new Round(event.getString("side"), event.getStartTime(), event.getEndTime()));
                } else if (name.equals(SAMPLE) || name.equals(NATIVE_SAMPLE)) {
                    samples.add(event);
                }
            }
        }
        profile.forgetWarmUps(counted);
        samples.forEach(profile::count);
        return profile.threads();
    }

    private void forgetWarmUps(int counted) {
        Map<String, Integer> seen = new HashMap<>();
        rounds.sort(Comparator.comparing(Round::begin).reversed());
        rounds.removeIf(round -> seen.merge(round.side, 1, Integer::sum) > counted);
    }

    private void count(RecordedEvent sample) {
        if (sample.getStackTrace() == null || sample.getThread("sampledThread") == null) {
            return;
        }
        for (Round round : rounds) {
            if (round.has(sample.getStartTime())) {
                Place place =
                        new Place(round.side, sample.getThread("sampledThread").getJavaName());
                counts.computeIfAbsent(place, key -> new TreeMap<>())
                        .merge(method(sample.getStackTrace().getFrames()), 1, Integer::sum);
                return;
            }
        }
    }

    /** The innermost method of the engine. */
    private static String method(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            RecordedMethod method = frame.getMethod();
            String type = method.getType().getName();
            if (type.startsWith(ENGINE) && !type.startsWith(OF_BENCH)) {
                return simple(type) + "." + method.getName();
            }
        }
        return BENCH;
    }

    /** Without its package; classes that are made at run time have no name of their own. */
    private static String simple(String type) {
        String named = type.replaceAll("/.*|(?<=\\$\\$Lambda).*", "");
        return named.substring(named.lastIndexOf('.') + 1);
    }

    private List<ThreadShares> threads() {
        List<ThreadShares> all = new ArrayList<>();
        counts.forEach((place, methods) -> {
            int samples = methods.values().stream().mapToInt(Integer::intValue).sum();
            all.add(new ThreadShares(place.side, place.thread, samples, methods));
        });
        return all;
    }
}
