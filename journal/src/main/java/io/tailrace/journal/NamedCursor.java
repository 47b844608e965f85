package io.tailrace.journal;

import io.tailrace.error.CursorException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/**
 * A position under a name, which one feed at a time moves: by its file, or with a transaction through the writer. No
 * method allocates but {@link #begin}.
 *
 * <p>Each position has a generation, greater than those before it. Whoever moves the cursor says from which one, and is
 * refused where another one is there: so of several transactions under way none is committed after one that was
 * refused.
 *
 * @hidden
 */
public final class NamedCursor {
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(NamedCursor.class, "current", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Cursors owner;
    private final int id;
    private final String name;
    private final byte[] nameBytes;

    /** The generation, negative while somebody moves the cursor. Written by whoever has made it so. */
    private volatile long current;

    /** As of that generation; written by whoever has made it negative, before it is positive again. */
    private final CursorFile.Saved saved = new CursorFile.Saved();
    /** Generation of the newest position in the journal, 0 where there is none; written as that, by the writer. */
    private long journaled;
    /** Which of all that were journaled this was, see {@link Cursors#isForced}; written with it. */
    private long journaledNumber;
    /** What the writer is about to journal. */
    private final CursorFile.Saved next = new CursorFile.Saved();

    private boolean removes;

    // The rest is written under the owner's lock, and what a feed needs before it has the cursor.
    long fingerprint;
    CursorFile file;
    /** Read by any thread, as the next ones. */
    volatile boolean used;

    volatile String text = "";
    volatile boolean holding;
    volatile String defect;

    NamedCursor(Cursors owner, int id, String name) {
        this.owner = owner;
        this.id = id;
        this.name = name;
        nameBytes = name.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return its number, by which the writer finds it} */
    public int id() {
        return id;
    }

    /** {@return whether there is a position to go on from; else the feed begins anew} */
    public boolean isBegun() {
        return generation() != 0 && saved.begun;
    }

    /** {@return the generation of where it stands, 0 before the first; negative while it is moved} Any thread. */
    public long generation() {
        return (long) CURRENT.getAcquire(this);
    }

    /** {@return a generation that no position had before} */
    public long nextGeneration() {
        return owner.nextGeneration();
    }

    /**
     * Where it stands, for the feed that has it.
     *
     * @param into takes it
     * @return the generation of that place
     */
    public long place(CursorPlace into) {
        while (true) {
            long before = generation();
            into.set(saved.place);
            VarHandle.acquireFence();
            if (before >= 0 && before == current) {
                return before;
            }
            Thread.onSpinWait(); // a transaction of the feed before is being committed
        }
    }

    /**
     * Where it stands, for who looks now and then. Any thread.
     *
     * @param into takes it
     * @return false where it is being moved, and nothing of use was taken
     */
    public boolean glance(CursorPlace into) {
        long before = generation();
        into.set(saved.place);
        VarHandle.acquireFence();
        return before >= 0 && before == current;
    }

    /** {@return the query of its feed, cut where it is long; empty where any may take it} Any thread. */
    public String query() {
        return text;
    }

    /** {@return whether a feed has it} Any thread, as of some time ago. */
    public boolean isUsed() {
        return used;
    }

    /** {@return whether the journal is to be kept for it} Any thread, as of some time ago. */
    public boolean isHolding() {
        return holding;
    }

    /** {@return whether it can be used} Any thread. */
    public boolean isSound() {
        return defect == null;
    }

    /** Has it stand somewhere before a feed goes on from it. Returns the generation of that. */
    long begin(long before, CursorPlace place, boolean begun) {
        long made = nextGeneration();
        if (before < 0 || !CURRENT.compareAndSet(this, before, -made)) {
            throw moved();
        }
        set(made, place, begun);
        CURRENT.setRelease(this, made);
        return made;
    }

    /** Where it stands, with all that is kept of that. Not while it may be moved by the feed that has it. */
    CursorFile.Saved standing() {
        CursorFile.Saved copy = new CursorFile.Saved();
        long before;
        do {
            before = generation();
            copy.set(saved);
            VarHandle.acquireFence();
        } while (before < 0 || before != current);
        return copy;
    }

    private void set(long generation, CursorPlace place, boolean begun) {
        saved.place.set(place);
        saved.begun = begun;
        saved.generation = generation;
        saved.base = journaled;
        saved.epoch = owner.epoch();
    }

    /**
     * Saves where the feed stands that has it: the process may end after that. One at a time.
     *
     * @param before generation of where the feed has left it
     * @param place to stand at
     * @return the generation of that place
     * @throws CursorException when somebody else has moved it meanwhile
     */
    public long save(long before, CursorPlace place) {
        long made = nextGeneration();
        if (!CURRENT.compareAndSet(this, before, -made)) {
            throw moved();
        }
        set(made, place, true);
        if (file != null && !owner.isFenced()) {
            file.write(saved, owner.isForced(journaledNumber));
        }
        CURRENT.setRelease(this, made);
        return made;
    }

    private CursorException moved() {
        return new CursorException(
                CursorException.Reason.MOVED,
                name,
                "cursor=" + name + " stands elsewhere than this feed has left it: a transaction of the feed before was"
                        + " committed meanwhile; close the feed and open it again, it goes on from there");
    }

    /** Has everything on the device that was committed, so that what is saved next is not ahead of it. */
    public void forceJournal() {
        owner.forceJournal();
    }

    /** Has what was saved on the device. */
    public void force() {
        if (file != null) {
            owner.force(file);
        }
    }

    /**
     * Begins to move it with a transaction, which may still be refused. The writer.
     *
     * @param before generation of where it has to stand
     * @param generation of the place to come
     * @param sequence see {@link CursorPlace}
     * @param end see there
     * @param events see there; negative to delete the cursor
     * @return false where it stands elsewhere, and nothing has begun
     */
    public boolean claim(long before, long generation, long sequence, long end, int events) {
        if (!CURRENT.compareAndSet(this, before, -generation)) {
            return false;
        }
        removes = events < 0;
        next.place.set(sequence, end, Math.max(0, events));
        next.begun = true;
        next.generation = generation;
        next.base = generation;
        next.epoch = owner.epoch();
        return true;
    }

    /** The transaction was not committed: it stands where it stood. The writer. */
    public void unclaim() {
        if ((long) CURRENT.getOpaque(this) < 0) {
            CURRENT.setRelease(this, saved.generation);
        }
    }

    /**
     * Writes the place that was claimed into the open block. The writer.
     *
     * @param appender of the journal, in which there is room for {@link #recordBytes}
     */
    public void append(JournalAppender appender) {
        appender.cursor(this);
    }

    /** {@return the bytes that a place takes in a block} */
    public int recordBytes() {
        return CatalogueDescriptor.cursorLength(nameBytes.length);
    }

    void putRecord(MutableDirectBuffer block, int record) {
        CatalogueDescriptor.cursor(
                block, record, removes ? CatalogueDescriptor.FLAG_DROPPED : 0, nameBytes, next, fingerprint);
    }

    /** The block is committed that holds the place claimed. */
    void journaled(CursorCatalogue catalogue) {
        if (removes) {
            catalogue.remove(name);
            journaled = 0;
        } else {
            CursorCatalogue.Entry entry = catalogue.entry(name);
            entry.saved.set(next);
            entry.fingerprint = fingerprint;
            journaled = next.generation;
        }
        journaledNumber = owner.journaledOne();
        saved.set(next);
        CURRENT.setRelease(this, next.generation);
    }

    /** It was read, from its file or the journal, before anybody has it. */
    void restore(CursorFile.Saved found, long newestJournaled) {
        saved.set(found);
        journaled = newestJournaled;
        CURRENT.setRelease(this, found.generation);
    }

    /** {@return whether the journal holds a position of it} For who has it, while no transaction is under way. */
    public boolean isJournaled() {
        return journaled != 0;
    }

    CursorFile.Saved saved() {
        return saved;
    }

    CursorInfo info() {
        CursorPlace place = new CursorPlace();
        place(place);
        boolean initial = generation() != 0 && !saved.begun;
        return new CursorInfo(
                name, place.sequence(), place.end(), place.ordinal(), initial, used, holding, text, defect);
    }
}
