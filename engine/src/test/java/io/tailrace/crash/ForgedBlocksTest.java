package io.tailrace.crash;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.QueryException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks with the right checksum and the wrong content: whoever reads them ends with an error that names the place, or
 * with what the block says, and in no other way. {@code -Dtailrace.forgeries=N} tries so many, 0 all there are.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgedBlocksTest {
    private static final long SECONDS = 6;

    @TempDir
    Path directory;

    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void shouldEndWithATypedErrorWhateverABlockSays() throws Exception {
        final long seed = Long.getLong("tailrace.seed", System.nanoTime());
        final long wanted = Long.getLong("tailrace.forgeries", -1);
        final Random random = new Random(seed);
        final ForgedJournal journal = ForgedJournal.write(directory);
        final long all = journal.forgeries();
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long tried = 0;
        while (wanted == 0 ? tried < all : wanted > 0 ? tried < wanted : System.nanoTime() < deadline) {
            final long number = wanted == 0 ? tried : (random.nextLong() >>> 1) % all;
            final ForgedJournal.Forgery forgery = journal.forge(directory, number);
            if (forgery.before() != forgery.value()) {
                examine(forgery);
                if (tried % 20 == 0) {
                    write(journal, number);
                }
            }
            journal.undo(directory, forgery);
            tried++;
        }
        System.out.println("forgeries: tried=" + tried + " of=" + all + " seen=" + seen
                + ": repeat with -Dtailrace.seed=" + seed + " -Dtailrace.forgeries=" + tried);
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(50);
    }

    private void examine(final ForgedJournal.Forgery forgery) {
        expect("verify", forgery, () -> Journal.verify(directory));
        expect("read", forgery, () -> {
            try (Tailrace engine = Tailrace.open(ForgedJournal.config(directory).readOnly(true))) {
                readAll(engine);
            }
        });
    }

    private void write(final ForgedJournal journal, final long number) throws IOException {
        final Path copy = directory.resolve("copy" + number);
        journal.restore(copy);
        final ForgedJournal.Forgery forgery = journal.forge(copy, number);
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

    private static void readAll(final Tailrace engine) {
        for (final String name : engine.tables()) {
            final Table table = engine.existingTable(name);
            table.scanInKeyOrder((document, version) -> document.toString());
            for (final String index : table.indexes()) {
                table.orderBy(index).read().forEach(String::valueOf);
            }
            for (final Feed feed : List.of(
                    table.changes(ChangesOptions.squash(false).fromStart()),
                    table.filter(row("n").gt(1)).changes(),
                    table.pluck("n", "o").changes(ChangesOptions.squash(true).fromStart()))) {
                final long[] events = new long[1];
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

    private void expect(final String who, final ForgedJournal.Forgery forgery, final Action action) {
        try {
            action.run();
            count(who + " ok");
        } catch (final CorruptJournalException | UnknownTableException | QueryException ex) {
            // A name that only half of the records know is one that is not there.
            count(who + " " + ex.getClass().getSimpleName());
        } catch (final Throwable ex) {
            final Throwable cause = ex.getCause() == null ? ex : ex.getCause();
            count(who + " " + ex.getClass().getSimpleName() + " of "
                    + cause.getClass().getSimpleName());
            wrong.add(who + " " + forgery + ": " + ex + "\n   at " + cause.getStackTrace()[0]);
        }
    }

    private void count(final String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
