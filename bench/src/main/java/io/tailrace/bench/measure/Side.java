package io.tailrace.bench.measure;

import java.io.IOException;

/** One of the things that are measured side by side. */
public interface Side extends AutoCloseable {
    String name();

    /** Does one round of the work and answers how many nanoseconds one operation took; set-up is not counted. */
    double round() throws Exception;

    @Override
    default void close() throws IOException {}
}
