package io.tailrace.cli;

import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.DocumentLimits;
import java.nio.file.Path;

/** Journals that come to several segments after a few documents, so that there is more than one to damage. */
final class ShortSegments {
    private static final int SEGMENT_BYTES = 32 << 10;
    private static final int DOCUMENT_BYTES = 1_024;

    private ShortSegments() {}

    static TailraceConfig of(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .segmentBytes(SEGMENT_BYTES)
                .reserveStepBytes(SEGMENT_BYTES / 2)
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES));
    }
}
