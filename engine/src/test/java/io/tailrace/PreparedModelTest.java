package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.Field;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writes that follow a plan, prepared and gathered ones leave, byte for byte, what a transaction of one write leaves,
 * whose document is encoded aside.
 */
@Timeout(180)
class PreparedModelTest {
    private static final int ROUNDS = 6_000;
    private static final int KEYS = 40;
    private static final List<String> NAMES = List.of("bid", "ask", "A", "zz", "\u00e4", "note", "id2", "i");

    private final Random random = Seeds.random(PreparedModelTest.class);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[64 * 1024]);
    private String[] names = NAMES.toArray(String[]::new);
    private Tailrace engine;
    private Table plain;
    private Table planned;
    private Table prepared;
    private PreparedWrite form;

    private Tailrace open(DocumentLimits limits) {
        return Tailrace.open(new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .ringSlots(256)
                .slotBytes(128)
                .limits(limits.documentBytes(8 * 1024)));
    }

    @Test
    void shouldStoreTheSameHoweverItIsWritten() {
        check(new DocumentLimits());
    }

    @Test
    void shouldStoreTheSameWhereDocumentsCarryTheirNames() {
        check(new DocumentLimits().shapes(3));
    }

    private void check(DocumentLimits limits) {
        try (Tailrace opened = open(limits)) {
            engine = opened;
            plain = engine.table("plain");
            planned = engine.table("planned");
            prepared = engine.table("prepared");
            form = prepared.prepare(names);
            List<Runnable> pending = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                if (random.nextInt(300) == 0) {
                    commitAll(pending);
                    prepareAnew();
                }
                write(pending);
                if (random.nextInt(20) == 0) {
                    commitAll(pending);
                }
            }
            commitAll(pending);
            assertThat(prepared.count()).isEqualTo(plain.count()).isEqualTo(planned.count());
        }
    }

    private void prepareAnew() {
        List<String> others = new ArrayList<>(NAMES);
        Collections.shuffle(others, random);
        names = others.subList(0, random.nextInt(NAMES.size() + 1)).toArray(String[]::new);
        form = prepared.prepare(names);
    }

    private void commitAll(List<Runnable> pending) {
        assertThat(form.gathered()).isEqualTo(pending.size());
        form.commitAll();
        while (engine.doWork() > 0) {
            continue;
        }
        pending.forEach(Runnable::run);
        pending.clear();
    }

    private void write(List<Runnable> pending) {
        Object key = key();
        Write aside = plain.upsert(key);
        Write straight = key instanceof String text
                ? planned.upsert(text)
                : key instanceof Long number ? planned.upsert((long) number) : planned.upsert(key);
        putKey(key);
        int puts = random.nextInt(3) == 0 ? random.nextInt(names.length + 3) : names.length;
        boolean inOrder = random.nextInt(4) > 0 && puts == names.length;
        if (random.nextInt(10) == 0) {
            putKey(key);
        }
        for (int i = 0; i < puts && names.length > 0; i++) {
            put(aside, straight, inOrder ? i : random.nextInt(names.length));
        }
        if (random.nextInt(20) == 0) {
            aside.put("id", key);
            straight.put("id", key);
        }
        engine.transaction().add(aside).commit().orThrow();
        straight.commit(Acknowledgement.RECEIVED);
        if (!pending.isEmpty() || random.nextBoolean()) {
            form.gather();
            pending.add(() -> compare(key));
        } else {
            Outcome outcome = form.commit().orThrow().outcome();
            assertThat(outcome).isIn(Outcome.INSERTED, Outcome.REPLACED, Outcome.UNCHANGED);
            compare(key);
        }
        if (pending.size() > KEYS / 2) {
            commitAll(pending);
        }
    }

    /** Each key once until all that is gathered is handed in, so that no later write hides an earlier one. */
    private int nextKey;

    private Object key() {
        int number = nextKey++ % KEYS;
        return switch (number % 4) {
            case 0 -> (long) number;
            case 1 -> "k\u0000\u00fc" + number;
            case 2 -> Long.MAX_VALUE - number;
            default -> "key " + number;
        };
    }

    private void putKey(Object key) {
        if (key instanceof Long number) {
            form.key(number);
        } else if (random.nextBoolean()) {
            form.key((String) key);
        } else {
            form.keyUtf8(bytes, 3, utf8(3, (String) key));
        }
    }

    private int utf8(int offset, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.putBytes(offset, encoded);
        return encoded.length;
    }

    private void put(Write aside, Write straight, int number) {
        Field field = engine.field(names[number]);
        switch (random.nextInt(9)) {
            case 0 -> {
                long value = random.nextLong();
                form.put(number, value);
                aside.put(field, value);
                straight.put(field, value);
            }
            case 1 -> {
                double value = random.nextGaussian();
                form.put(number, value);
                aside.put(field, value);
                straight.put(field, value);
            }
            case 2 -> {
                form.put(number, true);
                aside.put(field, true);
                straight.put(field, true);
            }
            case 3 -> {
                form.putNull(number);
                aside.putNull(field);
                straight.putNull(field);
            }
            case 4 -> {
                long value = random.nextLong();
                form.putTime(number, value);
                aside.putTime(field, value);
                straight.putTime(field, value);
            }
            case 5 -> {
                int length = random.nextInt(30);
                form.putBytes(number, bytes, 5, length);
                aside.putBytes(field, bytes, 5, length);
                straight.putBytes(field, bytes, 5, length);
            }
            case 6 -> {
                int length = utf8(0, text());
                form.putUtf8(number, bytes, 0, length);
                aside.putUtf8(field, bytes, 0, length);
                straight.putUtf8(field, bytes, 0, length);
            }
            default -> {
                CharSequence value = random.nextBoolean() ? text() : new StringBuilder(text());
                form.put(number, value);
                aside.put(names[number], value);
                straight.put(names[number], value);
            }
        }
    }

    /** Mostly short, at times of several slots. */
    private String text() {
        int length = random.nextInt(random.nextInt(10) == 0 ? 300 : 20);
        return (random.nextInt(3) == 0 ? "\u00fc\ud83d\ude00x" : "text").repeat(length / 3);
    }

    private void compare(Object key) {
        byte[] expected = stored(plain, key);
        assertThat(stored(planned, key)).as("planned %s", key).isEqualTo(expected);
        assertThat(stored(prepared, key)).as("prepared %s", key).isEqualTo(expected);
    }

    private static byte[] stored(Table table, Object key) {
        DocumentBuffer buffer = table.newBuffer();
        assertThat(table.read(key, buffer)).isTrue();
        byte[] stored = new byte[buffer.document().length()];
        buffer.document().buffer().getBytes(buffer.document().offset(), stored);
        return stored;
    }
}
