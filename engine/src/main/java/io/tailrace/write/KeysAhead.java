package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.SLOTS_OFFSET;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.KeyProbes;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The keys of messages that wait in the ring, looked up together before the first of them is applied: the writer waits
 * once for the memory that they lead to. Writer only.
 */
final class KeysAhead {
    private final Ring ring;
    private final UnsafeBuffer arena;
    private final LiveTables tables;
    private final KeyProbes probes;

    private long seenTo = -1; // sequence of the last slot that was looked at
    private int current; // probe of the message at hand, or of one before it

    KeysAhead(Ring ring, LiveTables tables) {
        this.ring = ring;
        this.tables = tables;
        arena = ring.arena();
        probes = new KeyProbes(arena);
    }

    /** Looks at the messages from a sequence on, unless it has done so; the message that begins there is at hand. */
    void reach(long sequence) {
        if (sequence > seenTo) {
            probes.clear();
            current = 0;
            seenTo = look(sequence) - 1;
            if (probes.size() > 1) {
                probes.probe();
            }
        }
    }

    private long look(long first) {
        long sequence = first;
        do {
            int at = ring.offset(sequence);
            if (hasKey(Operation.of(arena.getByte(at + OPERATION_OFFSET)))) {
                add(at);
            }
            sequence += arena.getInt(at + SLOTS_OFFSET);
        } while (probes.size() < KeyProbes.MOST && ring.isPublished(sequence));
        return sequence;
    }

    private static boolean hasKey(Operation operation) {
        return switch (operation) {
            case PADDING, TRANSACTION, CREATE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX, ADVANCE_TIME, MOVE_CURSOR ->
                false;
            default -> true;
        };
    }

    private void add(int at) {
        LiveTable table = tables.byId(arena.getShort(at + TABLE_OFFSET) & 0xFFFF);
        if (table != null) {
            probes.add(
                    table.index(),
                    arena.getLong(at + HASH_OFFSET),
                    at + KEY_OFFSET,
                    arena.getInt(at + KEY_LENGTH_OFFSET),
                    Math.max(0, arena.getInt(at + DOCUMENT_LENGTH_OFFSET)));
        }
    }

    /** As {@link Index#find}, for the key of the message at hand. */
    boolean find(Index index, long hash, int keyOffset, int keyLength, IndexEntry into) {
        while (current < probes.size() && probes.keyOffset(current) != keyOffset) {
            current++; // one that was refused before anybody asked
        }
        return current < probes.size()
                ? index.find(probes, current, hash, arena, keyOffset, keyLength, into)
                : index.find(hash, arena, keyOffset, keyLength, into);
    }
}
