package io.tailrace.bench.latency;

/** A way from a write to a handler. */
public interface Route {
    /** What it is, in a few words without a comma. */
    String name();

    /** How many threads take part, the sending one included; those that work now and then in the background are not. */
    int threads();

    /** Whether it is ours; else it is what ours is compared with. */
    boolean isOurs();

    /** Makes what is needed, has all updates of a course sent and handled, and removes it. */
    void run(Course course) throws Exception;
}
