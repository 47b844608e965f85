package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.Expressions;
import io.tailrace.journal.JournalReader;
import io.tailrace.testing.AllocationMeter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes allocated to match changes once buffers have found their sizes: none. */
@Timeout(300)
class PredicateIndexAllocationTest {
    private static final int CHANGES = 2_000;

    private final IndexRig rig = new IndexRig(IndexFault.NONE);
    private long checksum;

    @BeforeEach
    void write() {
        Random random = new Random(5);
        RandomSelections made = new RandomSelections(random);
        for (int i = 0; i < 3_000; i++) {
            rig.add(made.selection(), i);
        }
        IndexDefinition index = new IndexDefinition(0, "i", Expressions.row("m"), true);
        rig.add(
                new Selection(IndexRig.source(Source.Kind.KEYS, index, List.of(IndexRig.key(1L))), Transforms.none()),
                3_000);
        for (int i = 0; i < CHANGES; i++) {
            String id = made.id();
            Map<String, Object> document = random.nextInt(5) == 0 ? null : made.document(id);
            rig.rig.write(id, document);
        }
        rig.rig.commit();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldAllocateNothing() {
        assertThat(allocatedPerWindow(0)).isZero();
        assertThat(checksum).isPositive();
    }

    @Test
    void shouldCatchAMatchThatAllocates() {
        assertThat(allocatedPerWindow(16)).isPositive();
    }

    private void match(JournalReader reader, int garbage) {
        rig.change.move(reader);
        rig.match();
        for (int slot = rig.marks.next(0); slot != Marks.NONE; slot = rig.marks.next(slot + 1)) {
            checksum += slot;
        }
        checksum += garbage == 0 ? 0 : new byte[garbage].hashCode() & 1;
    }

    /**
     * Each window reads and matches all changes once; what it takes to make a reader is not counted, nor how its memory
     * for old documents grows in the first half.
     */
    private long allocatedPerWindow(int garbage) {
        return AllocationMeter.allocatedPerWindow(() -> {
            try (JournalReader reader = rig.rig.journal.reader(2)) {
                for (int i = 0; i < CHANGES / 2; i++) {
                    assertThat(reader.next()).isTrue();
                    match(reader, garbage);
                }
                long before = AllocationMeter.allocated();
                while (reader.next()) {
                    match(reader, garbage);
                }
                return AllocationMeter.allocated() - before;
            }
        });
    }
}
