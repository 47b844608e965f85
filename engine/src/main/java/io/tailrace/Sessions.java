package io.tailrace;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/** The sessions of one engine, one for each thread that uses it. Any thread. */
final class Sessions {
    /*
     * A thread outlives an engine, and a session knows its engine: a thread that held its sessions itself would keep
     * every engine it has ever used, with all its memory. So a thread holds them weakly; the engine holds them, and
     * lets go of those of threads that have ended.
     */
    private final Engine engine;
    private final Map<Thread, Session> held = new WeakHashMap<>();
    private final ThreadLocal<WeakReference<Session>> ofThread = new ThreadLocal<>();

    Sessions(Engine engine) {
        this.engine = engine;
    }

    /** The calling thread's session. */
    Session session() {
        WeakReference<Session> reference = ofThread.get();
        Session session = reference == null ? null : reference.get();
        return session == null ? begin() : session;
    }

    private Session begin() {
        Session session = new Session(engine);
        synchronized (held) {
            held.put(Thread.currentThread(), session);
        }
        ofThread.set(new WeakReference<>(session));
        return session;
    }
}
