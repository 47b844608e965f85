package io.tailrace.crash;

import io.tailrace.DocumentHandler;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.FeedException;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;

/** What a journal holds, as an engine shows it. */
interface History {
    long lastSequence();

    /** Shows the changes of one table, in order and one by one. */
    void changes(int table, ChangeHandler handler);

    /** Shows the documents of one table. */
    void documents(int table, DocumentHandler handler);

    /** What an open engine shows. */
    static History of(Tailrace engine) {
        return new History() {
            @Override
            public long lastSequence() {
                return engine.lastSequence();
            }

            @Override
            public void changes(int table, ChangeHandler handler) {
                try (Feed feed =
                        table(table).changes(ChangesOptions.squash(false).fromStart())) {
                    long last = engine.lastSequence();
                    while (feed.position() < last) {
                        feed.poll(handler, 1_000);
                    }
                } catch (FeedException e) {
                    if (e.getCause() instanceof AssertionError wrong) {
                        throw wrong;
                    }
                    throw e;
                }
            }

            @Override
            public void documents(int table, DocumentHandler handler) {
                table(table).scan(handler);
            }

            private Table table(int table) {
                return engine.existingTable(Script.TABLES.get(table));
            }
        };
    }
}
