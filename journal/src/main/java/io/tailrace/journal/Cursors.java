package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.CursorException;
import io.tailrace.error.CursorException.Reason;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.LimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The named cursors of a journal: a file each, and for those that are moved with transactions records in the journal.
 * Of both the newer one counts, a file only where the record it builds on is there. Any thread.
 *
 * @hidden
 */
public final class Cursors {
    /** Most cursors of a journal. */
    public static final int MAXIMUM = 1_024;

    /** Most names that an error tells. */
    private static final int NAMES_TOLD = 10;

    /** Most characters of a name. */
    static final int LONGEST_NAME = 64;

    static final String DIRECTORY = "cursors";
    /** What to say where no directory stands under that name. */
    static final String IN_THE_WAY =
            "something stands in the place of the directory of cursors: move it elsewhere, so that they can be kept";

    private static final String SUFFIX = ".cursor";
    /** Generations are greater than those of any process before, whose epochs were less. */
    private static final int EPOCH_SHIFT = 32;

    private final Journal journal;
    private final CursorCatalogue catalogue;
    /** Null in memory. */
    private final Path directory;
    /** Null in memory and where another process writes. */
    private final ForceOrder order;

    private final long journalId;
    private final AtomicLong generations = new AtomicLong();
    /** Positions that were journaled since the journal was opened, counted by the writer. */
    private volatile long journaled;
    /** How many of them are known to be on the device. */
    private final AtomicLong forced = new AtomicLong();
    /** Guarded by this. */
    private final TreeMap<String, NamedCursor> byName = new TreeMap<>();
    /** By number; replaced as a whole under the lock of this, read by the writer. */
    private volatile NamedCursor[] numbered = {};

    Cursors(Journal journal, CursorCatalogue catalogue, Path home, ForceOrder order, long journalId) {
        this.journal = journal;
        this.catalogue = catalogue;
        this.order = order;
        this.journalId = journalId;
        directory = home == null ? null : home.resolve(DIRECTORY);
    }

    /**
     * {@return the cursors of a journal}
     *
     * @param journal that is replayed, or open for reading
     */
    public static Cursors of(Journal journal) {
        return journal.cursors();
    }

    /** Finds all of a journal that was replayed; says what is wrong with some of them. */
    Cursors load(List<String> notes) {
        if (isInTheWay(directory)) {
            notes.add("no cursors are found: file=" + directory + " " + IN_THE_WAY);
        }
        long newest = journal.epoch() << EPOCH_SHIFT;
        for (String name : names()) {
            NamedCursor cursor = add(name);
            String damage = read(cursor);
            newest = Math.max(newest, cursor.saved().generation);
            if (cursor.defect != null) {
                notes.add("a cursor cannot be used: cursor=" + name + " file=" + path(name) + " " + cursor.defect);
            } else if (damage != null) {
                notes.add("a cursor stands where the journal says, as its file is damaged: cursor=" + name + " file="
                        + path(name) + " " + damage);
            }
        }
        generations.set(newest);
        return this;
    }

    /** Those that have a file, and those that the journal knows. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < catalogue.size(); i++) {
            names.add(catalogue.at(i).name);
        }
        for (Path file : files(directory)) {
            String name = nameOf(file);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The files of cursors in a directory of a journal's. */
    static List<Path> files(Path directory) {
        List<Path> found = new ArrayList<>();
        if (directory == null || !Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                if (nameOf(file) != null) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw IoErrors.reading("cannot list the cursors", directory, e.getCause());
        } catch (IOException e) {
            throw IoErrors.reading("cannot list the cursors", directory, e);
        }
        found.sort(null);
        return found;
    }

    /** Whether something stands in the place of the directory that is none. */
    static boolean isInTheWay(Path directory) {
        return directory != null && Files.exists(directory) && !Files.isDirectory(directory);
    }

    static String nameOf(Path file) {
        String name = file.getFileName().toString();
        String before = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : "";
        return isName(before) ? before : null;
    }

    /** What is wrong with a file, or null. */
    static String defect(Path file, long journalId) {
        CursorFile.Content content = CursorFile.read(file, journalId, Long.MAX_VALUE);
        return content == null ? null : defect(content, nameOf(file));
    }

    static String defect(CursorFile.Content content, String name) {
        if (content.defect != null) {
            return content.defect;
        }
        return content.name.equals(name) ? null : "it was renamed: cursor=" + content.name;
    }

    private Path path(String name) {
        return path(directory, name);
    }

    static Path path(Path directory, String name) {
        return directory.resolve(name + SUFFIX);
    }

    /** Takes in what the file and the journal say. Returns what is wrong with the file, or null. */
    private String read(NamedCursor cursor) {
        CursorCatalogue.Entry entry = catalogue.of(cursor.name());
        long journaled = entry == null ? 0 : entry.saved.generation;
        CursorFile.Content content = directory == null || isInTheWay(directory)
                ? null
                : CursorFile.read(path(cursor.name()), journalId, journaled);
        String defect = content == null ? null : defect(content, cursor.name());
        if (content != null && defect == null) {
            cursor.text = content.text;
            cursor.holding = content.holding;
            cursor.fingerprint = content.fingerprint;
            cursor.file = order == null ? null : CursorFile.open(order, content);
        }
        boolean isOfFile = defect == null && content != null && content.newest != null;
        if (isOfFile && content.newest.generation >= journaled) {
            cursor.restore(content.newest, journaled);
        } else if (entry != null) {
            cursor.fingerprint = entry.fingerprint;
            cursor.restore(entry.saved, journaled);
        } else if (defect == null) {
            cursor.defect = "what it builds on is not in the journal any more";
        } else {
            cursor.defect = defect;
        }
        return defect;
    }

    /**
     * Gives it a number that no other has now. One that is gone may have had it: a transaction of that still under way
     * says from which generation it goes on, and no other cursor ever stands there.
     */
    private NamedCursor add(String name) {
        NamedCursor[] all = numbered;
        int id = 0;
        while (id < all.length && all[id] != null) {
            id++;
        }
        NamedCursor cursor = new NamedCursor(this, id, name);
        NamedCursor[] more = Arrays.copyOf(all, Math.max(all.length, id + 1));
        more[id] = cursor;
        numbered = more;
        byName.put(name, cursor);
        return cursor;
    }

    /**
     * Finds a cursor by its number. The writer.
     *
     * @param id of a cursor
     * @return null when there is none any more
     */
    public NamedCursor byId(int id) {
        NamedCursor[] all = numbered;
        return id >= 0 && id < all.length ? all[id] : null;
    }

    /** {@return what is greater than the number of any cursor} Any thread. */
    public int idBound() {
        return numbered.length;
    }

    /**
     * Takes a cursor for a feed, which goes on from where it stands, or begins where it is
     * {@linkplain NamedCursor#isBegun not begun}; {@link #begin} comes next, and {@link #release} in the end.
     *
     * @param name of the cursor
     * @param fingerprint of the query, not 0
     * @param text of the query
     * @return the cursor, new where there was none of this name
     * @throws CursorException when it cannot be used
     * @throws ExpiredException when the journal does not hold what comes after it any more
     * @throws LimitException when it would be one too many
     */
    public synchronized NamedCursor use(String name, long fingerprint, String text) {
        requireName(name);
        NamedCursor cursor = byName.get(name);
        if (cursor == null) {
            if (byName.size() >= MAXIMUM) {
                throw new LimitException(
                        "cursors", byName.size() + 1L, MAXIMUM, "cursor=" + name + ", delete those that nobody needs");
            }
            cursor = add(name);
        } else {
            requireFree(cursor);
            requireSound(cursor);
            if (cursor.fingerprint != 0 && cursor.fingerprint != fingerprint) {
                throw anotherQuery(cursor, text);
            }
            if (cursor.isBegun()) {
                requireHistory(cursor);
            }
        }
        cursor.used = true;
        return cursor;
    }

    /**
     * The feed is open that has a cursor.
     *
     * @param cursor in use
     * @param before generation of where the feed has found it
     * @param fingerprint of its query
     * @param text of its query
     * @param holding whether the journal is to be kept for it
     * @param place where it begins, null where it goes on from where it stands
     * @param begun false where initial values come first
     * @return the generation of where the feed goes on from
     * @throws CursorException when it was moved since the feed has found it
     */
    public synchronized long begin(
            NamedCursor cursor,
            long before,
            long fingerprint,
            String text,
            boolean holding,
            CursorPlace place,
            boolean begun) {
        boolean stays = place == null;
        if (stays && cursor.file != null && cursor.fingerprint == fingerprint && cursor.holding == holding) {
            return before;
        }
        long generation = stays ? before : cursor.begin(before, place, begun);
        cursor.fingerprint = fingerprint;
        cursor.text = text;
        cursor.holding = holding;
        boolean made = false;
        try {
            make(cursor);
            made = true;
        } finally {
            if (!made && before == 0) {
                forget(cursor); // there was none, and there is none
            }
        }
        return generation;
    }

    private void make(NamedCursor cursor) {
        if (order == null) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            if (isInTheWay(directory)) {
                throw new CorruptJournalException(directory.toString(), 0, IN_THE_WAY);
            }
            order.makeDirectory(directory);
        }
        ByteBuffer head = ByteBuffer.allocate(CursorDescriptor.PAGE_LENGTH);
        byte[] text = cursor.text.getBytes(StandardCharsets.UTF_8);
        CursorDescriptor.putHead(
                head,
                journalId,
                cursor.fingerprint,
                cursor.holding ? CursorDescriptor.FLAG_HOLDING : 0,
                cursor.name().getBytes(StandardCharsets.UTF_8),
                text.length <= CursorDescriptor.LONGEST_TEXT ? text : cut(text));
        CursorFile.Saved standing = cursor.standing();
        if (standing.base != 0) {
            forceJournal(); // the file has no other position to fall back on
        }
        cursor.file = CursorFile.make(order, path(cursor.name()), head, standing);
    }

    /** Ends before a character that does not fit as a whole. */
    private static byte[] cut(byte[] text) {
        int end = CursorDescriptor.LONGEST_TEXT;
        while ((text[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    /**
     * The feed that had a cursor is over.
     *
     * @param cursor in use
     */
    public synchronized void release(NamedCursor cursor) {
        cursor.used = false;
        if (cursor.generation() == 0) {
            forget(cursor); // it could not be opened
        }
    }

    private void forget(NamedCursor cursor) {
        byName.remove(cursor.name());
        NamedCursor[] fewer = numbered.clone();
        fewer[cursor.id()] = null;
        numbered = fewer;
    }

    /** {@return all of them, by name} */
    public synchronized List<CursorInfo> list() {
        List<CursorInfo> infos = new ArrayList<>();
        if (order == null && directory != null) {
            journal.lastSequence(); // learns what the other process has written
            synchronized (journal) {
                for (String name : names()) {
                    NamedCursor cursor = new NamedCursor(this, 0, name);
                    read(cursor);
                    infos.add(cursor.info());
                }
            }
            infos.sort((one, other) -> one.name().compareTo(other.name()));
            return infos;
        }
        for (NamedCursor cursor : byName.values()) {
            infos.add(cursor.info());
        }
        return infos;
    }

    /**
     * Has a cursor stand after a sequence, and be that of the query which takes it next.
     *
     * @param name of the cursor
     * @param sequence all up to there counts as handled
     * @throws CursorException when there is none, or a feed has it
     * @throws ExpiredException when the journal does not hold what comes after that any more
     */
    public synchronized void move(String name, long sequence) {
        NamedCursor cursor = existing(name);
        long last = journal.lastSequence();
        if (sequence < 0 || sequence > last) {
            throw new IllegalArgumentException(
                    "sequence=" + sequence + " must be from 0 to the last one, last=" + last + ": cursor=" + name);
        }
        requireHeld(sequence);
        cursor.begin(cursor.generation(), new CursorPlace().set(sequence), true);
        cursor.fingerprint = 0;
        cursor.text = "";
        cursor.defect = null;
        make(cursor);
        force(cursor.file);
    }

    /**
     * Takes the file of a cursor away that is to be deleted; {@link #deleted} comes next.
     *
     * @param name of the cursor
     * @return the cursor, which nobody can use any more, null where there is none
     * @throws CursorException when a feed has it
     */
    public synchronized NamedCursor delete(String name) {
        requireName(name);
        NamedCursor cursor = byName.get(name);
        if (cursor == null) {
            return null;
        }
        requireFree(cursor);
        if (order != null && Files.exists(path(name))) {
            try {
                order.remove(path(name));
            } catch (IOException e) {
                throw IoErrors.of("cannot delete the cursor", path(name), e);
            }
        }
        cursor.file = null;
        cursor.used = true;
        return cursor;
    }

    /**
     * Forgets a cursor of which neither file nor journal say anything.
     *
     * @param cursor that was deleted
     */
    public synchronized void deleted(NamedCursor cursor) {
        forget(cursor);
    }

    private NamedCursor existing(String name) {
        requireName(name);
        NamedCursor cursor = byName.get(name);
        if (cursor == null) {
            throw new CursorException(
                    Reason.NO_SUCH_CURSOR,
                    name,
                    "there is no such cursor: cursor=" + name + ", there are: "
                            + (byName.isEmpty() ? "none" : someNames()));
        }
        requireFree(cursor);
        return cursor;
    }

    private String someNames() {
        List<String> names = new ArrayList<>(byName.keySet());
        return names.size() <= NAMES_TOLD
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMES_TOLD)) + " and " + (names.size() - NAMES_TOLD) + " more";
    }

    /**
     * The oldest change that a cursor needs which asks for the journal to be kept, as it stands on the device: what a
     * loss of power takes back is counted. One that needs what is not held any more asks for nothing.
     *
     * @return a sequence, {@link Long#MAX_VALUE} where none asks
     * @hidden
     */
    public synchronized long oldestNeeded() {
        long oldest = Long.MAX_VALUE;
        long held = journal.firstSequence();
        for (NamedCursor cursor : byName.values()) {
            if (cursor.holding && cursor.defect == null) {
                CursorPlace place = new CursorPlace();
                cursor.place(place); // first: the force that follows covers it
                if (place.sequence() + 1 < held) {
                    continue;
                }
                force(cursor.file);
                oldest = Math.min(oldest, place.sequence() + 1);
            }
        }
        if (oldest != Long.MAX_VALUE) {
            forceJournal();
        }
        return oldest;
    }

    /**
     * The cursors that ask for the journal to be kept and needed what was taken away all the same.
     *
     * @param former the oldest sequence that was held before
     * @param oldest the oldest one that is held since
     * @return their names
     * @hidden
     */
    public synchronized List<String> overtaken(long former, long oldest) {
        List<String> names = new ArrayList<>();
        for (NamedCursor cursor : byName.values()) {
            CursorPlace place = new CursorPlace();
            if (cursor.holding && cursor.defect == null) {
                cursor.place(place);
                if (place.sequence() + 1 >= former && place.sequence() + 1 < oldest) {
                    names.add(cursor.name());
                }
            }
        }
        return names;
    }

    private static void requireFree(NamedCursor cursor) {
        if (cursor.used) {
            throw new CursorException(
                    Reason.IN_USE,
                    cursor.name(),
                    "a feed has the cursor: cursor=" + cursor.name() + ", close it first, or take another name");
        }
    }

    private static void requireSound(NamedCursor cursor) {
        if (cursor.defect != null) {
            throw new CursorException(
                    Reason.DAMAGED,
                    cursor.name(),
                    "the cursor cannot be used: cursor=" + cursor.name() + " " + cursor.defect + ": move it to where"
                            + " its reader stands by Tailrace.moveCursor(name, sequence), or delete it");
        }
    }

    private static CursorException anotherQuery(NamedCursor cursor, String text) {
        String what = cursor.text.equals(text)
                ? " both read as " + text + ", but a table, an index or a key of one is not that of the other"
                : " its query=" + cursor.text + " this query=" + text;
        return new CursorException(
                Reason.ANOTHER_QUERY,
                cursor.name(),
                "the cursor is that of another query: cursor=" + cursor.name() + what
                        + ": take another name, or move it"
                        + " on purpose by Tailrace.moveCursor(name, sequence) to sequence="
                        + cursor.saved().place.sequence() + ", and the next query has it");
    }

    /** What the cursor has passed is in the journal as it was then. */
    private void requireHistory(NamedCursor cursor) {
        CursorFile.Saved saved = cursor.saved();
        requireHeld(saved.place.sequence());
        long passed = saved.place.end();
        long last = journal.lastSequence();
        if (passed > last || journal.epochOf(passed) > saved.epoch) {
            throw new CursorException(
                    Reason.ANOTHER_HISTORY,
                    cursor.name(),
                    "the journal has lost what the cursor has passed: cursor=" + cursor.name() + " " + saved.place
                            + " last=" + last
                            + (passed > last ? "" : ", and was written anew since")
                            + ": what its reader was given of it is in no journal, so have the reader begin anew and"
                            + " delete the cursor, or move it to a sequence that both have in common by"
                            + " Tailrace.moveCursor(name, sequence)");
        }
    }

    private void requireHeld(long sequence) {
        long oldest = Math.min(journal.firstSequence(), journal.lastSequence() + 1);
        if (sequence + 1 < oldest) {
            throw new ExpiredException(sequence + 1, oldest);
        }
    }

    static void requireName(String name) {
        if (!isName(name)) {
            throw new CursorException(
                    Reason.BAD_NAME,
                    name,
                    "cursor name must be 1 to " + LONGEST_NAME
                            + " letters, digits, '_', '-' or '.', not beginning with '.': name=" + name);
        }
    }

    static boolean isName(String name) {
        boolean good = name != null && !name.isEmpty() && name.length() <= LONGEST_NAME && name.charAt(0) != '.';
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-'
                    || c == '.';
        }
        return good;
    }

    long nextGeneration() {
        return generations.incrementAndGet();
    }

    /** Counts one more, whose block is committed. The writer. */
    long journaledOne() {
        long number = journaled + 1;
        journaled = number;
        return number;
    }

    /** {@return how many positions are in committed blocks} Any thread. */
    long journaled() {
        return journaled;
    }

    /** As many positions as were in committed blocks before are on the device. Any thread. */
    void forced(long count) {
        forced.accumulateAndGet(count, Math::max);
    }

    /** Whether the power can take the position of that number no more; 0 is what was found at opening. Any thread. */
    boolean isForced(long number) {
        return number <= forced.get();
    }

    long epoch() {
        return journal.epoch();
    }

    boolean isFenced() {
        return journal.isFenced();
    }

    void forceJournal() {
        if (order != null) {
            journal.force();
        }
    }

    void force(CursorFile file) {
        if (file != null) {
            file.force(order);
        }
    }

    /** Has all of them on the device. */
    synchronized void forceAll() {
        for (NamedCursor cursor : byName.values()) {
            if (cursor.file != null && Files.exists(cursor.file.path())) { // or somebody has taken it away
                force(cursor.file);
            }
        }
    }
}
