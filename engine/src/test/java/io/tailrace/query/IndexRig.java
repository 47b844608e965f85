package io.tailrace.query;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.journal.JournalReader;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** A journal, a reader of it, and subscribers of a predicate index, asked one by one what they see. One thread. */
final class IndexRig implements AutoCloseable {
    /** When their queries were opened. */
    static final long NOW_NS = 1_000_000_000L;

    final MembersRig rig = new MembersRig();
    final EvaluationSettings settings = new EvaluationSettings(rig.dictionary, NOW_NS, () -> 0);
    final ChangeImages change = new ChangeImages(rig.dictionary);
    final Marks marks = new Marks();
    final Matches matches = new Matches(marks);
    final PredicateIndex index;
    private final Lookups lookups = new Lookups();
    private final JournalReader reader = rig.journal.reader(2);

    IndexRig(IndexFault fault) {
        index = fault.index(rig.dictionary);
    }

    static Source table() {
        return new Source(0, "t", Source.Kind.TABLE, null, List.of(), false, false, Source.ALL);
    }

    static Source source(Source.Kind kind, IndexDefinition index, List<KeyRange> ranges) {
        return new Source(0, "t", kind, index, ranges, false, false, Source.ALL);
    }

    static KeyRange key(Object key) {
        return KeyRange.point(IndexKeyEncoder.bound(key), 1);
    }

    static Selection where(String predicate, FilterDefault otherwise) {
        return new Selection(table(), Transforms.none().filter(Expression.parse(predicate), otherwise));
    }

    Watcher add(Selection selection, int slot) {
        Watcher watcher = new Watcher(selection);
        watcher.subscription = index.add(selection, settings, slot);
        watcher.renumber(slot);
        return watcher;
    }

    /** Writes, and stands at the change; false if there is none. Null deletes. */
    boolean write(String id, Map<String, Object> document) {
        long before = rig.written();
        if (rig.write(id, document) == before) {
            return false;
        }
        rig.commit();
        reader.next();
        change.move(reader);
        return true;
    }

    /** Asks the index about the change that was written last. */
    Marks match() {
        marks.clear();
        matches.move();
        lookups.clear();
        index.collect(change, lookups);
        lookups.find();
        lookups.mark(0, matches);
        return marks;
    }

    @Override
    public void close() {
        reader.close();
        rig.close();
    }

    /** A feed that has nothing but a selection, and looks at every change as one alone does. */
    final class Watcher {
        final Selection selection;
        Subscription subscription;
        int slot;
        private final View view;
        private final ListedEntries entries;

        Explanation.Branch explained() {
            return new Explaining().branch(selection, settings, true, subscription.waiting(), 0);
        }

        Watcher(Selection selection) {
            this.selection = selection;
            view = new View(settings, selection.transforms());
            entries = selection.source().kind() == Source.Kind.TABLE
                    ? null
                    : new ListedEntries(selection.source(), rig.dictionary);
        }

        /** Is marked by another slot from now on. */
        void renumber(int to) {
            slot = to;
            subscription.renumber(to);
        }

        /** Whether it would show an event of the change at hand, or count an error. */
        boolean isConcerned() {
            Value before = reader.hasOld() && isMember(reader.oldBuffer(), reader.oldOffset(), reader.oldLength())
                    ? view.plan().oldSide.image(reader.oldBuffer(), reader.oldOffset(), reader.oldLength())
                    : null;
            boolean isMember = reader.hasNew() && isMember(reader.block(), reader.newOffset(), reader.newLength());
            Value after =
                    isMember ? view.plan().newSide.image(reader.block(), reader.newOffset(), reader.newLength()) : null;
            return before != null || after != null || isMember && view.failed();
        }

        /** What is wrong with the documents that the index tells, null for nothing. */
        String wrongSide(int sides) {
            Value before =
                    reader.hasOld() ? image(view, reader.oldBuffer(), reader.oldOffset(), reader.oldLength()) : null;
            boolean isBefore = before != null;
            Value after = reader.hasNew() ? image(view, reader.block(), reader.newOffset(), reader.newLength()) : null;
            boolean isAfter = after != null || reader.hasNew() && view.failed();
            int due = (isBefore ? Matches.BEFORE : 0) | (isAfter ? Matches.AFTER : 0);
            if ((due & ~sides) != 0) {
                return "sides=" + sides + " due=" + due;
            }
            if (subscription.answered() == 0) {
                return null;
            }
            boolean passesBefore = reader.hasOld()
                    && image(answered(), reader.oldBuffer(), reader.oldOffset(), reader.oldLength()) != null;
            boolean passesAfter = reader.hasNew()
                    && image(answered(), reader.block(), reader.newOffset(), reader.newLength()) != null;
            int passing = (passesBefore ? Matches.BEFORE : 0) | (passesAfter ? Matches.AFTER : 0);
            return (sides & ~passing) == 0 ? null : "sides=" + sides + " passing=" + passing + " though answered";
        }

        private Value image(View by, DirectBuffer buffer, int offset, int length) {
            return by.image(buffer, offset, length);
        }

        /** The steps that the index has answered. */
        private View answered() {
            Transforms first = Transforms.none();
            for (Transform step : selection.transforms().steps().subList(0, subscription.answered())) {
                Transform.Filtering filtering = (Transform.Filtering) step;
                first = first.filter(filtering.predicate(), filtering.otherwise());
            }
            return new View(settings, first);
        }

        private boolean isMember(DirectBuffer buffer, int offset, int length) {
            return entries == null
                    || entries.of(reader.block(), reader.keyOffset(), reader.keyLength(), buffer, offset, length) > 0;
        }
    }
}
