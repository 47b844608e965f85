package io.tailrace.crash;

import io.tailrace.document.DocumentLimits;

/** Limits for engines with a small ring. */
final class Small {
    static final int DOCUMENT_BYTES = 1_024;

    private Small() {}

    static DocumentLimits limits() {
        return new DocumentLimits().documentBytes(DOCUMENT_BYTES);
    }
}
