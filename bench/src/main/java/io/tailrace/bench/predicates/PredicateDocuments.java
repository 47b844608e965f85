package io.tailrace.bench.predicates;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Quotes as a journal holds them, one after the other: what predicates are asked about. Those of several shapes have
 * fields more, which move the others. Immutable once made.
 */
public final class PredicateDocuments {
    public static final int COUNT = 4_096;
    public static final int SHAPES = 4;
    static final String[] VENUES = {
        "XNAS",
        "XNYS",
        "XLON-SETS",
        "XETR",
        "XPAR",
        "XAMS",
        "ARCX",
        "BATS-EUROPE",
        "XTKS",
        "XHKG",
        "XASX",
        "XSWX",
        "XTSE",
        "XMIL",
        "XSTO",
        "IEXG"
    };

    private final int shapes;
    final Dictionary dictionary = new Dictionary(new DocumentLimits());
    final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(COUNT * 512));
    final int[] offsets = new int[COUNT];
    final int[] lengths = new int[COUNT];

    /** @param shapes how many different ones take turns by chance, 1 to {@value #SHAPES} */
    public PredicateDocuments(int shapes) {
        this.shapes = shapes;
        DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
        Interner interner = new Interner(dictionary, new Unrecorded());
        SplittableRandom random = new SplittableRandom(1);
        int end = 0;
        for (int i = 0; i < COUNT; i++) {
            int shape = shapes == 1 ? 0 : random.nextInt(shapes);
            write(writer, random, i, shape);
            int length = writer.finish();
            offsets[i] = end;
            lengths[i] = interner.intern(writer.buffer(), writer.offset(), length, buffer, end);
            end += lengths[i];
        }
    }

    boolean hasOneShape() {
        return shapes == 1;
    }

    private static void write(DocumentWriter writer, SplittableRandom random, int number, int shape) {
        writer.reset();
        for (int i = 0; i < shape; i++) {
            writer.put("extra" + i, i);
        }
        writer.put("id", "quote-" + number)
                .put("bid", random.nextDouble(100))
                .put("ask", random.nextDouble(100))
                .put("size", random.nextInt(1_000))
                .put("level", random.nextInt(100))
                .put("venue", VENUES[random.nextInt(VENUES.length)])
                .put("note", "as it was said at the desk");
        writer.beginObject("book")
                .put("depth", random.nextInt(100))
                .put("open", true)
                .end();
    }

    /** Names and shapes of no journal. */
    private static final class Unrecorded implements CatalogueSink {
        @Override
        public void onField(int id, DirectBuffer name, int offset, int length) {}

        @Override
        public void onShape(int id, int[] fieldIds, int count) {}
    }
}
