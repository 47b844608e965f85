package io.tailrace.bench.faults;

import io.tailrace.Tailrace;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What runs in the processes that are killed, or that open what was damaged. Says on stdout what it does. */
final class FaultChild {
    private final PrintStream out;

    private FaultChild(PrintStream out) {
        this.out = out;
    }

    /** Runs one of: build, mutate, images, write, check, checkCut, fill, ledger, sums. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        FaultChild child = new FaultChild(out);
        try {
            child.run(arguments);
        } catch (Throwable e) {
            e.printStackTrace();
            out.println("fail " + oneLine(e));
        }
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void run(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "build" -> build(directory, Bases.Base.valueOf(arguments[2]));
            case "mutate" -> damage(new Bases(directory));
            case "write" -> write(directory, Path.of(arguments[2]), Syncing.valueOf(arguments[3]));
            case "check" -> check(directory, Path.of(arguments[2]), null);
            case "checkCut" -> check(directory, Path.of(arguments[2]), Syncing.valueOf(arguments[3]));
            case "images" -> damage(new Images(directory));
            case "fill" -> new Filling(directory, out).run();
            case "ledger" -> ledger(directory, Ledger.Booking.valueOf(arguments[2]), Long.parseLong(arguments[3]));
            case "sums" -> sums(directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void build(Path directory, Bases.Base base) {
        Tailrace engine = Tailrace.open(Writing.config(directory));
        Writing writing = new Writing(engine, out, Syncing.CALLS);
        for (int count = 1; count <= base.writes; count++) {
            writing.write(count % Writing.PRODUCERS, count);
            if (count == base.syncAt) {
                writing.sync();
            }
            if (base.takesSnapshotAt(count)) {
                engine.snapshot();
            }
        }
        if (base.retires()) {
            while (engine.compact().segments() == 0) {
                engine.sync(); // what is to go is sealed on another thread
            }
        }
        if (base.closed) {
            engine.close();
        }
        out.println("built");
    }

    private void ledger(Path directory, Ledger.Booking booking, long seed) {
        new Ledger(Tailrace.open(Ledger.config(directory, booking)), out).forever(booking, seed);
    }

    private void sums(Path directory) {
        try (Tailrace engine = Tailrace.open(Ledger.config(directory, Ledger.Booking.POLLS))) {
            out.println("sums agree, transfers=" + new Ledger(engine, out).check());
        }
    }

    /** Damages by one seed after the other, and judges what comes of it. */
    private void damage(Damage damage) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long seed = Long.parseLong(line);
            out.println("begin " + seed);
            String what = damage.mutate(seed);
            out.println("mutation " + what);
            String result;
            try {
                result = "done " + damage.judge(seed);
            } catch (WrongAnswer e) {
                result = "wrong " + oneLine(e);
            } catch (Throwable e) {
                e.printStackTrace();
                result = "wrong not a typed error: " + oneLine(e);
            }
            out.println(result);
        }
    }

    /** Checks what is there, and writes on, with a reader beside it. */
    private void write(Path directory, Path acks, Syncing syncing) throws IOException {
        try (Tailrace engine = Tailrace.open(syncing.on(Writing.config(directory)))) {
            Following follower = new Following(engine, out, syncing.forcesCursors());
            long[] counts = check(engine, acks, follower, false);
            Writing writing = new Writing(engine, out, syncing);
            Thread following = new Thread(follower::forever, "following");
            following.setUncaughtExceptionHandler((who, error) -> out.println("fail " + oneLine(error)));
            following.start();
            writing.forever(counts);
        }
    }

    /** @param cut how what was written was to get onto the device, where the power went; else null */
    private void check(Path directory, Path acks, Syncing cut) throws IOException {
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            check(engine, acks, new Following(engine, out, cut != null && cut.forcesCursors()), cut != null);
        }
    }

    private long[] check(Tailrace engine, Path acks, Following follower, boolean isCut) throws IOException {
        out.println("open " + engine.lastSequence() + " " + engine.recovery());
        History history = history(engine);
        long[] counts = check(history, Files.readAllLines(acks));
        out.println("follower " + follower.check(history, Following.said(acks), isCut));
        out.println("checked " + engine.lastSequence());
        return counts;
    }

    /** Segments may go while one table after the other is read: then what is left is read again. */
    private static History history(Tailrace engine) {
        while (true) {
            long oldest = engine.oldestSequence();
            try {
                History history = History.of(engine);
                if (engine.oldestSequence() == oldest) {
                    return history;
                }
            } catch (RuntimeException e) {
                if (engine.oldestSequence() == oldest) {
                    throw e;
                }
            }
        }
    }

    /** Checks what was recovered against what was acknowledged; the last count of each producer. */
    static long[] check(Tailrace engine, List<String> acks) {
        return check(History.of(engine), acks);
    }

    private static long[] check(History history, List<String> acks) {
        long floor = 0;
        Map<String, Long> acked = new HashMap<>();
        for (String line : acks) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("floor")) {
                floor = Math.max(floor, Long.parseLong(words[1]));
            } else {
                acked.put(words[2] + " " + words[3], Long.parseLong(words[1]));
            }
        }
        acked.values().removeIf(sequence -> sequence < history.oldestSequence);
        WrongAnswer.unless(history.lastSequence >= floor, "lost: last=" + history.lastSequence + " floor=" + floor);
        long[] counts = new long[Writing.PRODUCERS];
        for (Map.Entry<Long, History.Entry> entry : history.entries.entrySet()) {
            one(entry.getKey(), entry.getValue(), history, counts, acked);
        }
        long surely = floor;
        acked.forEach((write, sequence) ->
                WrongAnswer.unless(sequence > surely, "acknowledged and lost: " + write + " sequence=" + sequence));
        return counts;
    }

    private static void one(
            long sequence, History.Entry change, History history, long[] counts, Map<String, Long> acked) {
        Map<String, Object> document = change.after();
        int producer = ((Number) document.get("producer")).intValue();
        long count = ((Number) document.get("count")).longValue();
        boolean second = change.table().equals(History.TABLES[1]);
        boolean whole = count % Writing.TRANSACTION_EVERY != 0;
        if (!whole) {
            History.Entry other = history.entries.get(second ? sequence - 1 : sequence + 1);
            whole = other != null
                    && document.equals(other.after())
                    && !other.table().equals(change.table());
        }
        WrongAnswer.unless(whole, "half a transaction: sequence=" + sequence);
        if (!second) {
            WrongAnswer.unless(
                    count == counts[producer] + 1 || counts[producer] == 0 && history.oldestSequence > 1,
                    "no prefix: producer=" + producer + " count=" + count + " after=" + counts[producer]);
            counts[producer] = count;
            Map<String, Object> issued = new HashMap<>(Writing.fields(producer, count));
            issued.put("id", Writing.key(producer, count));
            WrongAnswer.unless(document.equals(issued), "not what was written: sequence=" + sequence);
        }
        Long ack = acked.remove(producer + " " + count);
        WrongAnswer.unless(
                ack == null || ack >= sequence && ack <= sequence + 1, "another sequence: " + sequence + " ack=" + ack);
    }

    private static String oneLine(Throwable e) {
        StringBuilder text = new StringBuilder(e.toString());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            text.append(" <- ").append(cause);
        }
        StackTraceElement[] trace = e.getStackTrace();
        for (int i = 0; i < Math.min(3, trace.length) && !(e instanceof WrongAnswer); i++) {
            text.append(" at ").append(trace[i]);
        }
        return text.toString().replace('\n', ' ');
    }
}
