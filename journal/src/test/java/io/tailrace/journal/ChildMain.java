package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.nio.file.Path;

/**
 * What child processes of the tests do: {@code open}, {@code memory}, {@code write} until killed, {@code read} so many.
 */
final class ChildMain {
    private ChildMain() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[1]);
        try {
            switch (arguments[0]) {
                case "open":
                    open(directory);
                    break;
                case "memory":
                    memory();
                    break;
                case "write":
                    write(directory, Integer.parseInt(arguments[2]));
                    break;
                default:
                    read(directory, Long.parseLong(arguments[2]));
            }
        } catch (JournalException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static void open(Path directory) {
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            System.out.println("opened at " + journal.lastSequence());
        }
    }

    private static void memory() {
        try (Journal journal = Journal.inMemory(new JournalConfig())) {
            new JournalFixture().write(journal.appender(), 10, 5);
            JournalReader reader = journal.reader(1);
            while (reader.next()) {
                JournalFixture.check(reader, reader.sequence());
            }
            System.out.println("in memory at " + journal.lastSequence());
        }
    }

    private static void write(Path directory, int seed) {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        JournalFixture fixture = new JournalFixture();
        int round = seed;
        while (true) {
            fixture.write(journal.appender(), 1 + round++ % 40, 20);
            System.out.println(journal.lastSequence());
            System.out.flush();
            if (round % 8 == 0) {
                journal.maintain();
                journal.sealBehind();
            }
        }
    }

    private static void read(Path directory, long count) {
        try (Journal journal =
                Journal.openReadOnly(JournalFixture.small(directory).readOnly(true))) {
            JournalReader reader = journal.reader(1);
            for (long sequence = 1; sequence <= count; sequence++) {
                while (!reader.next()) {
                    Thread.onSpinWait();
                }
                JournalFixture.check(reader, sequence);
            }
            System.out.println("read " + count);
        }
    }
}
