package io.tailrace.crash;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.CommandLineRun;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Journal;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks with the right checksum and the wrong content: whoever reads them ends with an error that names the place, or
 * with what the block says, and in no other way. {@code -Dtailrace.forgeries=N} tries so many, 0 all there are,
 * {@code -Dtailrace.seed=S} others.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgedBlocksTest {
    private static final long SEED = 7;
    private static final long FORGERIES = 400; // take about 6 s
    private static final int FORGERIES_PER_WRITE = 20;
    private static final int FORGERIES_PER_COMMAND = 50;

    @TempDir
    Path directory;

    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void shouldEndWithATypedErrorWhateverABlockSays() throws Exception {
        long seed = Seeds.orRepeated(ForgedBlocksTest.class, SEED);
        ForgedJournal journal = ForgedJournal.write(directory);
        long all = journal.forgeries();
        long asked = Long.getLong("tailrace.forgeries", FORGERIES);
        long wanted = asked == 0 ? all : asked;
        System.out.println("and with -Dtailrace.forgeries=" + asked);
        Random random = new Random(seed);
        for (long tried = 0; tried < wanted; tried++) {
            long number = asked == 0 ? tried : (random.nextLong() >>> 1) % all;
            ForgedJournal.Forgery forgery = journal.forge(directory, number);
            if (forgery.before() != forgery.value()) {
                examine(forgery);
                if (tried % FORGERIES_PER_WRITE == 0) {
                    write(journal, number);
                }
                if (tried % FORGERIES_PER_COMMAND == 0) {
                    command(forgery);
                }
            }
            journal.undo(directory, forgery);
        }
        System.out.println("forgeries: tried=" + wanted + " of=" + all + " seen=" + seen);
        assertThat(wrong).isEmpty();
        assertThat(seen.get("read ok")).isPositive();
        assertThat(seen.get("read CorruptJournalException")).isPositive();
        assertThat(seen.get("info failed")).isPositive();
    }

    @Test
    void shouldForgeTheSameBytesOfTheSameSeed() throws Exception {
        ForgedJournal one = ForgedJournal.write(directory.resolve("one"));
        ForgedJournal other = ForgedJournal.write(directory.resolve("other"));
        assertThat(one.blocks()).isNotEmpty().isEqualTo(other.blocks());
        assertThat(one.forgeries()).isEqualTo(other.forgeries());
    }

    private void examine(ForgedJournal.Forgery forgery) {
        expect("verify", forgery, () -> Journal.verify(directory));
        expect("feed", forgery, () -> {
            try (Tailrace engine = Tailrace.open(ForgedJournal.config(directory).readOnly(true))) {
                feedAll(engine); // before anything makes the state of it
            }
        });
        expect("read", forgery, () -> {
            try (Tailrace engine = Tailrace.open(ForgedJournal.config(directory).readOnly(true))) {
                readAll(engine);
            }
        });
    }

    private void write(ForgedJournal journal, long number) throws IOException {
        Path copy = directory.resolve("copy" + number);
        journal.restore(copy);
        ForgedJournal.Forgery forgery = journal.forge(copy, number);
        if ((number & 1) == 0) { // as a writer that was killed leaves them
            Files.delete(copy.resolve("seal.tailrace"));
            Files.delete(copy.resolve("watermark.tailrace"));
        }
        expect("write", forgery, () -> {
            try (Tailrace engine = Tailrace.open(ForgedJournal.config(copy))) {
                readAll(engine);
                engine.table("t").upsert("more").put("n", 5).commit();
            }
        });
    }

    /** One line for who reads it, and the exit code for who does not. */
    private void command(ForgedJournal.Forgery forgery) {
        String path = directory.toString();
        String refusal = refusal();
        expect("info", forgery, CommandLineRun.of("info", "--dir", path), refusal != null, refusal);
        boolean damaged = !Journal.verify(directory).sound();
        expect("verify", forgery, CommandLineRun.of("verify", "--dir", path), damaged, null);
        CommandLineRun tail = CommandLineRun.of("tail", "--dir", path, "--table", "t");
        expect("tail", forgery, tail, tail.exitCode() != 0 || refusal != null, null);
    }

    /** What an engine says whose tables are counted, as the command does; null where they can be. */
    private String refusal() {
        try (Tailrace engine =
                Tailrace.open(new TailraceConfig().directory(directory).readOnly(true))) {
            for (String name : engine.tables()) {
                assertThat(engine.existingTable(name).count()).isNotNegative();
            }
            return null;
        } catch (TailraceException e) {
            return e.getMessage();
        }
    }

    private void expect(
            String who, ForgedJournal.Forgery forgery, CommandLineRun run, boolean failure, String message) {
        List<String> errors =
                run.err().lines().filter(line -> !line.startsWith("note: ")).toList();
        boolean right = failure
                ? run.exitCode() == 1 && errors.size() == 1 && isOurs(errors.get(0), message)
                : run.exitCode() == 0 && errors.isEmpty();
        count(who + (run.exitCode() == 0 ? " passed" : " failed"));
        if (!right) {
            wrong.add(who + " " + forgery + ": exit=" + run.exitCode() + " expected=" + message + " err=" + run.err());
        }
    }

    /** An error that is not typed is printed with the name of its class. */
    private static boolean isOurs(String line, String message) {
        return message == null
                ? line.startsWith("error: ") && !line.matches("error: [\\w.$]*(Exception|Error)\\b.*")
                : line.equals("error: " + message);
    }

    private static void readAll(Tailrace engine) {
        for (String name : engine.tables()) {
            Table table = engine.existingTable(name);
            table.scanInKeyOrder((document, version) -> document.toString());
            for (String index : table.indexes()) {
                table.orderBy(index).read().forEach(String::valueOf);
            }
        }
        feedAll(engine);
    }

    private static void feedAll(Tailrace engine) {
        for (String name : engine.tables()) {
            Table table = engine.existingTable(name);
            for (Feed feed : List.of(
                    table.changes(ChangesOptions.squash(false).fromStart()),
                    table.filter(row("n").gt(1)).changes(),
                    table.pluck("n", "o").changes(ChangesOptions.squash(true).fromStart()))) {
                long[] events = new long[1];
                do {
                    events[0] = feed.poll(change -> String.valueOf(change.oldVal() + " " + change.newVal()), 100);
                } while (events[0] > 0);
                feed.close();
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private void expect(String who, ForgedJournal.Forgery forgery, Action action) {
        try {
            action.run();
            count(who + " ok");
        } catch (CorruptJournalException | UnknownTableException | QueryException e) {
            // A name that only half of the records know is one that is not there.
            count(who + " " + e.getClass().getSimpleName());
        } catch (FeedException e) {
            // A table that is said to have been dropped ends its feeds.
            count(who + " " + e.reason());
            if (e.reason() != FeedException.Reason.TABLE_DROPPED) {
                wrong.add(who + " " + forgery + ": " + e);
            }
        } catch (Throwable e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            count(who + " " + e.getClass().getSimpleName() + " of "
                    + cause.getClass().getSimpleName());
            wrong.add(who + " " + forgery + ": " + e + "\n   at " + cause.getStackTrace()[0]);
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
