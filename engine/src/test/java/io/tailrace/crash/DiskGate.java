package io.tailrace.crash;

import io.tailrace.Tailrace;
import io.tailrace.journal.Journal;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between an engine and its device: counts the forces of a watermark, holds a force up, or lets it fail. */
final class DiskGate {
    private final Semaphore open = new Semaphore(1);
    private final AtomicReference<CountDownLatch> waiting = new AtomicReference<>(new CountDownLatch(1));
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Thread> forcing = new AtomicReference<>();
    private volatile boolean failing;

    private DiskGate() {}

    static DiskGate before(Tailrace engine) throws ReflectiveOperationException {
        DiskGate gate = new DiskGate();
        Object order = value(value(journal(engine), "directory"), "order");
        Field field = field(order, "disk");
        Object disk = field.get(order);
        Object proxy = Proxy.newProxyInstance(
                disk.getClass().getClassLoader(), new Class<?>[] {field.getType()}, (self, method, arguments) -> {
                    if (method.getName().equals("force")) {
                        gate.pass(String.valueOf(arguments[0]));
                    }
                    try {
                        method.setAccessible(true);
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        field.set(order, proxy);
        return gate;
    }

    /** The journal behind the front door. */
    static Journal journal(Tailrace engine) throws ReflectiveOperationException {
        return (Journal) value(value(engine, "engine"), "journal");
    }

    private static Object value(Object owner, String name) throws ReflectiveOperationException {
        return field(owner, name).get(owner);
    }

    private static Field field(Object owner, String name) throws NoSuchFieldException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private void pass(String file) throws IOException {
        forcing.set(Thread.currentThread());
        if (failing) {
            throw new IOException("planned");
        }
        if (file.endsWith("watermark.tailrace")) {
            rounds.incrementAndGet();
        }
        waiting.get().countDown();
        open.acquireUninterruptibly();
        open.release();
    }

    /** Holds up every force that comes from now on. */
    void hold() {
        open.acquireUninterruptibly();
        waiting.set(new CountDownLatch(1));
    }

    /** Returns when a force is held up. */
    void awaitForce() throws InterruptedException {
        waiting.get().await();
    }

    void letGo() {
        open.release();
    }

    /** Lets every force fail that comes from now on. */
    void fail() {
        failing = true;
    }

    /** How often the whole journal was forced. */
    int rounds() {
        return rounds.get();
    }

    /** Who forced last. */
    Thread thread() {
        return forcing.get();
    }
}
