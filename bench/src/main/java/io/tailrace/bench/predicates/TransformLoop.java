package io.tailrace.bench.predicates;

import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.ValueRow;
import io.tailrace.query.Step;
import io.tailrace.query.Steps;

/** Makes other documents of those of one shape: as steps of queries, and by hand. One thread. */
public final class TransformLoop {
    private static final int HEADER_LENGTH = 8;

    private final PredicateDocuments documents = new PredicateDocuments(1);
    private final Value value = new Value(documents.dictionary);
    private final ValueRow row = new ValueRow().wrap(value);
    private final Step step;
    private final HandTransform byHand;

    /** @param kind what is made of a document */
    public TransformLoop(TransformKind kind) {
        step = kind.step(new Steps(new EvaluationSettings(documents.dictionary, 0, () -> 0)));
        Document made = made(0);
        byte[] names = new byte[HEADER_LENGTH + made.buffer().getInt(made.offset() + HEADER_LENGTH)];
        made.buffer().getBytes(made.offset(), names);
        byHand = kind.byHand(new HandTransform.Layout(documents), names);
        for (int i = 0; i < documents.offsets.length; i++) {
            check(kind, i);
        }
    }

    private void check(TransformKind kind, int number) {
        String wanted = made(number).toString();
        int length = byHand.make(documents.buffer, documents.offsets[number]);
        String found =
                new Document(documents.dictionary).wrap(byHand.out, 0, length).toString();
        if (!found.equals(wanted)) {
            throw new IllegalStateException("kind=" + kind + " byHand=" + found + " wanted=" + wanted);
        }
    }

    private Document made(int number) {
        value.wrapDocument(documents.buffer, documents.offsets[number], documents.lengths[number]);
        return step.apply(row).value().document();
    }

    /** Bytes of all that a step makes. */
    public long make() {
        long bytes = 0;
        for (int i = 0; i < documents.offsets.length; i++) {
            bytes += made(i).length();
        }
        return bytes;
    }

    /** The same by hand. */
    public long makeByHand() {
        long bytes = 0;
        for (int at : documents.offsets) {
            bytes += byHand.make(documents.buffer, at);
        }
        return bytes;
    }
}
