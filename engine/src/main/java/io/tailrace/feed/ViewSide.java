package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The transforms for the old or the new document of a change. Not thread safe. Old and new need one each, because both
 * results live at the same time.
 */
final class ViewSide {
    private final Document raw;
    private final Document stored;
    private final ViewStep[] steps;
    private final MapStep last;

    /**
     * @param dictionary names and shapes of the documents
     * @param steps filters, projections and lists of names to pluck, in written order
     * @param last what is left for the moment of delivery, or null
     */
    ViewSide(Dictionary dictionary, List<Object> steps, Pluck last) {
        raw = new Document(dictionary);
        stored = new Document(dictionary);
        this.last = last == null ? null : new MapStep(dictionary, last);
        final List<ViewStep> bound = new ArrayList<>();
        for (final Object step : steps) {
            bound.add(bind(dictionary, step));
        }
        this.steps = bound.toArray(new ViewStep[0]);
    }

    @SuppressWarnings("unchecked")
    private static ViewStep bind(Dictionary dictionary, Object step) {
        if (step instanceof DocumentFilter filter) {
            return new FilterStep(filter);
        }
        return new MapStep(
                dictionary,
                step instanceof Projection projection ? projection : new Pluck(dictionary, (List<String>) step));
    }

    /** The document after all steps but the last pluck, or null when it is not part of the result. */
    Document image(DirectBuffer buffer, int offset, int length) {
        Document document = raw.wrap(buffer, offset, length);
        for (final ViewStep step : steps) {
            document = step.apply(document);
            if (document == null) {
                return null;
            }
        }
        return document;
    }

    /** An image that was kept. */
    Document stored(DirectBuffer buffer, int offset, int length) {
        return stored.wrap(buffer, offset, length);
    }

    /** What the handler gets to see of an image. */
    Document delivered(Document image) {
        return last == null || image == null ? image : last.apply(image);
    }
}
