package io.tailrace.tidy.sample.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Breaks every rule on calls once or twice. */
public final class BreaksEverything {
    static int counter;
    static final List<String> SEEN = new ArrayList<>();
    static final AtomicLong COUNT = new AtomicLong();
    static final ThreadLocal<Object> MINE = ThreadLocal.withInitial(Object::new);

    /** Streams, formats and boxes. */
    public Object slow(long value) {
        Object boxed = value;
        return SEEN.stream().count() + String.format("%d", boxed) + "%s".formatted(boxed);
    }

    /** Reads clocks and properties. */
    public Object hidden() {
        return System.nanoTime() + Instant.now().toString() + System.getProperty("a") + Integer.getInteger("b");
    }

    /** Sleeps and prints. */
    public void waits() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            System.out.println(e);
            e.printStackTrace();
        }
    }
}
