package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Value;

/** Builds the projected document in a buffer of its own. */
final class MapStep extends ViewStep {
    private final Projection projection;
    private final DocumentWriter writer;
    private final Value out;

    MapStep(Value failed, Projection projection) {
        super(failed);
        Dictionary dictionary = failed.dictionary();
        this.projection = projection;
        writer = new DocumentWriter(dictionary, dictionary.limits());
        out = new Value(dictionary);
    }

    @Override
    Value apply(Value in) {
        writer.reset();
        projection.map(in.document(), writer);
        writer.finish();
        return out.wrapDocument(writer.buffer(), writer.offset(), writer.length());
    }
}
