package io.tailrace.document;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Classes made at run time for documents of one journal, each known by what is special to it. Any thread.
 *
 * <p>A class is gone when no object of it is left; there is a bound on how many there are at a time.
 *
 * @hidden
 */
public final class MadeClasses {
    private final int most;
    private final Map<String, WeakReference<Class<?>>> classes = new HashMap<>();

    /** @param most most classes at a time */
    MadeClasses(int most) {
        this.most = most;
    }

    /**
     * Those of a journal.
     *
     * @param dictionary of the journal
     * @return always the same
     */
    public static MadeClasses of(Dictionary dictionary) {
        return dictionary.madeClasses();
    }

    /**
     * A class that is known, or one made now.
     *
     * @param form what is special to it
     * @param maker makes it
     * @return the class, null where there are too many
     */
    public synchronized Class<?> get(String form, Supplier<Class<?>> maker) {
        WeakReference<Class<?>> known = classes.get(form);
        Class<?> made = known == null ? null : known.get();
        if (made == null && hasRoom()) {
            made = maker.get();
            classes.put(form, new WeakReference<>(made));
        }
        return made;
    }

    private boolean hasRoom() {
        if (classes.size() >= most) {
            classes.values().removeIf(one -> one.get() == null);
        }
        return classes.size() < most;
    }
}
