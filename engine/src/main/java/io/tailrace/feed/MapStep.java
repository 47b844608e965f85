package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;

/** Builds the projected document in a buffer of its own. */
final class MapStep implements ViewStep {
    private final Projection projection;
    private final DocumentWriter writer;
    private final Document view;

    MapStep(Dictionary dictionary, Projection projection) {
        this.projection = projection;
        writer = new DocumentWriter(dictionary, dictionary.limits());
        view = new Document(dictionary);
    }

    @Override
    public Document apply(Document document) {
        writer.reset();
        projection.map(document, writer);
        writer.finish();
        return view.wrap(writer.buffer(), writer.offset(), writer.length());
    }
}
