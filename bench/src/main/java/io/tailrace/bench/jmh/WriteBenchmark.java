package io.tailrace.bench.jmh;

import io.tailrace.PreparedWrite;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.bench.rows.Quotes;
import io.tailrace.document.Field;
import io.tailrace.write.Acknowledgement;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a write costs its producer, from the first call to the published slot: a key and five fields, 144 bytes. A shot
 * is {@value #WRITES} writes into an empty ring, which is drained between shots and not timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 300)
@Measurement(iterations = 300)
@Fork(1)
public class WriteBenchmark {
    /** Writes a shot, half of the ring. */
    public static final int WRITES = 4_096;

    private static final int KEYS = 1_024;
    private static final int TEXTS = 256;
    private static final int TOGETHER = 16;
    private static final int TEXT_LENGTH = 32;
    private static final long SENT = 1_700_000_000_000L;

    private final String[] names = new String[KEYS];
    private final String[] texts = new String[TEXTS];
    private final UnsafeBuffer textBytes = new UnsafeBuffer(new byte[TEXTS * TEXT_LENGTH]);
    private Tailrace engine;
    private Table table;
    private PreparedWrite prepared;
    private Field price;
    private Field qty;
    private Field symbol;
    private Field text;
    private Field sent;

    /** Opens an engine that this thread drives. */
    @Setup
    public void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
        table = engine.table("rows");
        prepared = table.prepare("price", "qty", "symbol", "text", "sent");
        price = engine.field("price");
        qty = engine.field("qty");
        symbol = engine.field("symbol");
        text = engine.field("text");
        sent = engine.field("sent");
        for (int i = 0; i < KEYS; i++) {
            names[i] = Quotes.name(i);
        }
        for (int i = 0; i < TEXTS; i++) {
            texts[i] = "%032d".formatted(i * 7_919L);
            textBytes.putBytes(i * TEXT_LENGTH, texts[i].getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Empties the ring; documents are equal from the second shot on, so the journal does not grow. */
    @TearDown(Level.Invocation)
    public void drain() {
        int work;
        do {
            work = engine.doWork();
        } while (work > 0);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Fields by handle. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void handles() {
        for (int i = 0; i < WRITES; i++) {
            long row = i & KEYS - 1;
            table.upsert(row)
                    .put(price, row * 0.5)
                    .put(qty, row)
                    .put(symbol, row & 63)
                    .put(text, texts[(int) row & TEXTS - 1])
                    .put(sent, SENT + row)
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    /** Fields by name, and a name as the key. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void names() {
        for (int i = 0; i < WRITES; i++) {
            long row = i & KEYS - 1;
            table.upsert(names[(int) row])
                    .put("price", row * 0.5)
                    .put("qty", row)
                    .put("symbol", row & 63)
                    .put("text", texts[(int) row & TEXTS - 1])
                    .put("sent", SENT + row)
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    /** Text as the bytes that it arrived in. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void bytes() {
        for (int i = 0; i < WRITES; i++) {
            long row = i & KEYS - 1;
            table.upsert(row)
                    .put(price, row * 0.5)
                    .put(qty, row)
                    .put(symbol, row & 63)
                    .putUtf8(text, textBytes, ((int) row & TEXTS - 1) * TEXT_LENGTH, TEXT_LENGTH)
                    .put(sent, SENT + row)
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    /** No text. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void numbers() {
        for (int i = 0; i < WRITES; i++) {
            long row = i & KEYS - 1;
            table.upsert(row)
                    .put(price, row * 0.5)
                    .put(qty, row)
                    .put(symbol, row & 63)
                    .put(sent, SENT + row)
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    /** Prepared, text as bytes. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void prepared() {
        for (int i = 0; i < WRITES; i++) {
            compose(i).commit(Acknowledgement.RECEIVED);
        }
    }

    /** Prepared, with text as a String. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void preparedString() {
        for (int i = 0; i < WRITES; i++) {
            long row = i & KEYS - 1;
            prepared.key(row)
                    .put(0, row * 0.5)
                    .put(1, row)
                    .put(2, row & 63)
                    .put(3, texts[(int) row & TEXTS - 1])
                    .put(4, SENT + row)
                    .commit(Acknowledgement.RECEIVED);
        }
    }

    /** Prepared, {@value #TOGETHER} in one claim. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void gathered() {
        for (int i = 0; i < WRITES; i += TOGETHER) {
            for (int j = 0; j < TOGETHER; j++) {
                compose(i + j).gather();
            }
            prepared.commitAll();
        }
    }

    private PreparedWrite compose(int i) {
        long row = i & KEYS - 1;
        return prepared.key(row)
                .put(0, row * 0.5)
                .put(1, row)
                .put(2, row & 63)
                .putUtf8(3, textBytes, ((int) row & TEXTS - 1) * TEXT_LENGTH, TEXT_LENGTH)
                .put(4, SENT + row);
    }
}
