package io.tailrace.query;

import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.JournalReader;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What can be wrong when the members at a sequence are read; tests show that they would notice it. */
enum MembersFault {
    /** Everything is right. */
    NONE,
    /** Documents that came after the sequence are shown too. */
    REPEAT_AT_S,
    /** Documents that changed after the sequence are lost. */
    LOST_OLD_IMAGE,
    /** What the indexes show is not waited for to be committed. */
    FORGOTTEN_WAIT;

    /** Members that are read with this fault. */
    MembersAt membersAt(QueryContext context, Source source, long sequence, int limitBytes) {
        return new MembersAt(
                new Faulty(this, context), source, this == REPEAT_AT_S ? context.lastSequence() : sequence, limitBytes);
    }

    /** An engine that gives the wrong answer to one question. */
    private record Faulty(MembersFault fault, QueryContext context) implements QueryContext {
        @Override
        public JournalReader reader(long fromSequence) {
            return context.reader(fault == LOST_OLD_IMAGE ? context.lastSequence() + 1 : fromSequence);
        }

        @Override
        public long lastSequence() {
            return context.lastSequence();
        }

        @Override
        public long appliedSequence() {
            return fault == FORGOTTEN_WAIT ? context.lastSequence() : context.appliedSequence();
        }

        @Override
        public Index index(int tableId) {
            return context.index(tableId);
        }

        @Override
        public EntryScan scan(int tableId, int indexId) {
            return context.scan(tableId, indexId);
        }

        @Override
        public long epochNs() {
            return context.epochNs();
        }

        @Override
        public LongSupplier random() {
            return context.random();
        }

        @Override
        public long nanoTime() {
            return context.nanoTime();
        }

        @Override
        public boolean await(BooleanSupplier condition, long deadlineNs) {
            return context.await(condition, deadlineNs);
        }
    }
}
