package io.tailrace.bench;

import java.io.IOException;

/** One of the things that are measured side by side. */
interface Side extends AutoCloseable {
    String name();

    /** Does one round of the work and answers how many nanoseconds one operation took; set-up is not counted. */
    double round() throws Exception;

    @Override
    default void close() throws IOException {}
}
