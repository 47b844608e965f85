package io.tailrace.crash;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Tails a journal that another process writes, from its start, and compares every change with the {@link Script}.
 *
 * <p>Says on stdout: {@code seen n} when everything up to n was seen and is right, {@code fail text} when something is
 * wrong.
 */
final class TailingProcess {
    private TailingProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (Tailrace engine =
                Tailrace.open(WritingProcess.config(Path.of(arguments[0])).readOnly(true))) {
            follow(engine, System.out);
        } catch (Throwable e) {
            System.out.println("fail " + e);
            e.printStackTrace();
        }
        System.out.flush();
    }

    private static void follow(Tailrace engine, PrintStream out) throws IOException {
        List<Feed> feeds = new ArrayList<>();
        List<HistoryCheck.TableCheck> checks = new ArrayList<>();
        for (int i = 0; i < Script.TABLES.size(); i++) {
            Table table = engine.existingTable(Script.TABLES.get(i));
            feeds.add(table.changes(ChangesOptions.squash(false).fromStart()));
            checks.add(new HistoryCheck.TableCheck(i, 0));
        }
        long said = 0;
        while (System.in.available() == 0) {
            for (int i = 0; i < feeds.size(); i++) {
                feeds.get(i).poll(checks.get(i)::change, 1_000);
            }
            long seen = checks.stream()
                    .mapToLong(check -> check.expected() - 1)
                    .min()
                    .orElse(0);
            if (seen > said) {
                out.println("seen " + seen);
                said = seen;
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
        feeds.forEach(Feed::close);
    }
}
