package io.tailrace.document;

import io.tailrace.testing.FuzzCorpus;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Real inputs of the target of documents. Stateless. */
public final class DocumentSeeds {
    private DocumentSeeds() {}

    /** Writes them. */
    public static void write() throws IOException {
        FuzzCorpus corpus = new FuzzCorpus(DocumentTarget.class);
        Fixture fixture = new Fixture();
        int number = 0;
        for (Map<String, Object> shape : DocumentTarget.shapes()) {
            corpus.keep("real-interned-" + number, Fixture.bytes(fixture.interned(shape)));
            corpus.keep("real-inline-" + number++, Fixture.bytes(fixture.encoded(shape)));
        }
        Map<String, Object> deep = Map.of("z", List.of(List.of(List.of()), Map.of("t", java.time.Instant.EPOCH)));
        corpus.keep("real-deep", Fixture.bytes(fixture.encoded(deep)));
        corpus.keep("real-empty", Fixture.bytes(fixture.encoded(Map.of())));
        corpus.keep(
                "real-bytes",
                Fixture.bytes(fixture.encoded(Map.of("b", new byte[] {1, 2, 3}, "", "\u00e9\ud83d\ude00"))));
        org.agrona.concurrent.UnsafeBuffer key = new org.agrona.concurrent.UnsafeBuffer(new byte[256]);
        int keys = 0;
        KeyEncoder encoder = new KeyEncoder(new DocumentLimits());
        for (Object value : List.of("text", 5L, -0.5, true, List.of("a", 1L, new byte[] {0, 1}), "a\u0000b")) {
            byte[] bytes = new byte[encoder.encodeValue(value, key, 0)];
            key.getBytes(0, bytes);
            corpus.keep("key-" + keys++, bytes);
        }
    }
}
