package io.tailrace.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What feeds have to deliver, from nothing but the list of all changes: a feed keeps a copy of its tables, takes change
 * after change into it, and compares the result before and after. No index, no cleverness.
 */
final class Model {
    /** There is no such document or field, or a filter has left it out. */
    static final Object ABSENT = "absent".toCharArray();
    /** A transform failed. */
    static final Object FAILED = "failed".toCharArray();

    static final int NO_OFFSET = -1;

    /** One change of one document; tables that are made anew have another number. */
    record Change(
            long sequence, long timeNs, int table, Object key, Map<String, Object> before, Map<String, Object> after) {}

    record Range(Object lower, boolean lowerClosed, Object upper, boolean upperClosed, int copies) {
        boolean has(Object key) {
            int low = Values.compare(key, lower);
            int high = Values.compare(key, upper);
            return (low > 0 || low == 0 && lowerClosed) && (high < 0 || high == 0 && upperClosed);
        }
    }

    /** Keys: of a document, in the order of their positions, ABSENT where there is none. */
    record Source(
            int table,
            Function<Map<String, Object>, List<Object>> keys,
            List<Range> ranges,
            boolean isPoint,
            boolean descending,
            int limit) {
        boolean isTop() {
            return limit > 0;
        }
    }

    record Branch(Source source, List<UnaryOperator<Object>> steps) {
        Object view(Map<String, Object> document) {
            Object value = document;
            for (UnaryOperator<Object> step : steps) {
                value = step.apply(value);
                if (value == ABSENT || value == FAILED) {
                    return value;
                }
            }
            return value == null ? ABSENT : value;
        }

        /** The places of a document in the source. */
        List<Entry> entries(Object primary, Map<String, Object> document) {
            List<Entry> entries = new ArrayList<>();
            if (document == null) {
                return entries;
            }
            List<Object> keys = new ArrayList<>(source.keys.apply(document));
            keys.removeIf(key -> key == ABSENT);
            for (int i = 0; i < keys.size(); i++) {
                for (Range range : source.ranges) {
                    if (range.has(keys.get(i))) {
                        entries.addAll(
                                Collections.nCopies(range.copies, new Entry(keys.get(i), primary, i, view(document))));
                    }
                }
            }
            return entries;
        }

        Comparator<Entry> order() {
            Comparator<Entry> order = Comparator.comparing(Entry::key, Values.ORDER)
                    .thenComparing(Entry::primary, Values.ORDER)
                    .thenComparing(Entry::position);
            return source.descending ? order.reversed() : order;
        }
    }

    record Entry(Object key, Object primary, int position, Object view) {
        boolean isThere() {
            return view != ABSENT && view != FAILED;
        }

        Object value() {
            return isThere() ? view : null;
        }
    }

    /** Place: branch, primary key and number of the copy: what squash folds by. */
    record Event(
            long sequence,
            long timeNs,
            int ordinal,
            List<Object> place,
            Object oldVal,
            Object newVal,
            int oldOffset,
            int newOffset) {}

    final List<Change> log = new ArrayList<>();
    private final Map<Integer, Long> dropped = new HashMap<>();
    private final Map<Object, Long> droppedIndexes = new HashMap<>();
    /** Of the last change of a document, a table or an index. */
    long sequence;

    void change(long timeNs, int table, Object key, Map<String, Object> before, Map<String, Object> after) {
        log.add(new Change(++sequence, timeNs, table, key, before, after));
    }

    void dropTable(int table) {
        dropped.put(table, ++sequence);
    }
    /** Index: the function that gives its keys. */
    void dropIndex(Object index) {
        droppedIndexes.put(index, ++sequence);
    }

    TreeMap<Object, Map<String, Object>> documents(int table, long at) {
        TreeMap<Object, Map<String, Object>> documents = new TreeMap<>(Values.ORDER);
        for (Change change : log) {
            if (change.table == table && change.sequence <= at) {
                apply(documents, change);
            }
        }
        return documents;
    }

    private static void apply(TreeMap<Object, Map<String, Object>> documents, Change change) {
        if (change.after == null) {
            documents.remove(change.key);
        } else {
            documents.put(change.key, change.after);
        }
    }

    /** One feed, which sees what came after its start. */
    final class Follower {
        final List<Branch> branches;
        private final List<TreeMap<Object, Map<String, Object>>> states = new ArrayList<>();
        private int next;

        Follower(List<Branch> branches, long start) {
            this.branches = branches;
            branches.forEach(branch -> states.add(documents(branch.source.table, start)));
            while (next < log.size() && log.get(next).sequence <= start) {
                next++;
            }
        }

        /** The sequence at which a table or an index of it was dropped. */
        long failsAt() {
            long at = Long.MAX_VALUE;
            for (Branch branch : branches) {
                at = Math.min(at, dropped.getOrDefault(branch.source.table, Long.MAX_VALUE));
                at = Math.min(at, droppedIndexes.getOrDefault(branch.source.keys, Long.MAX_VALUE));
            }
            return at;
        }

        /** The result at the position, one list a branch, ordered where the source is; failed ones are in it. */
        List<List<Entry>> members() {
            List<List<Entry>> members = new ArrayList<>();
            for (int i = 0; i < branches.size(); i++) {
                members.add(members(i));
            }
            return members;
        }

        private List<Entry> members(int number) {
            Branch branch = branches.get(number);
            List<Entry> members = new ArrayList<>();
            states.get(number).forEach((key, document) -> members.addAll(branch.entries(key, document)));
            if (!branch.source.isTop()) {
                members.removeIf(entry -> entry.view == ABSENT);
                return members;
            }
            members.removeIf(entry -> !entry.isThere());
            members.sort(branch.order());
            return new ArrayList<>(members.subList(0, Math.min(branch.source.limit, members.size())));
        }

        /** The events of the changes up to one of them. */
        List<Event> advance(long to, boolean withOffsets) {
            List<Event> events = new ArrayList<>();
            while (next < log.size() && log.get(next).sequence <= to) {
                Change change = log.get(next++);
                int first = events.size();
                for (int i = 0; i < branches.size(); i++) {
                    if (branches.get(i).source.table == change.table) {
                        advance(i, change, withOffsets, events, first);
                    }
                }
            }
            return events;
        }

        private void advance(int number, Change change, boolean withOffsets, List<Event> events, int first) {
            Branch branch = branches.get(number);
            if (branch.source.isTop()) {
                List<Entry> before = members(number);
                apply(states.get(number), change);
                top(number, change, before, members(number), withOffsets, events, first);
                return;
            }
            List<Entry> before = branch.entries(change.key, change.before);
            List<Entry> after = branch.entries(change.key, change.after);
            apply(states.get(number), change);
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                Object oldVal = i < before.size() ? before.get(i).value() : null;
                Object newVal = i < after.size() ? after.get(i).value() : null;
                boolean stays = i < before.size() && i < after.size();
                if (stays ? !Values.same(oldVal, newVal) : oldVal != null || newVal != null) {
                    events.add(new Event(
                            change.sequence,
                            change.timeNs,
                            events.size() - first,
                            List.of(number, change.key, i),
                            oldVal,
                            newVal,
                            NO_OFFSET,
                            NO_OFFSET));
                }
            }
        }

        /** First the document with itself, then what leaves with what enters, then what is left over. */
        private void top(
                int number,
                Change change,
                List<Entry> before,
                List<Entry> after,
                boolean withOffsets,
                List<Event> events,
                int first) {
            List<Entry> leaving = new ArrayList<>(before);
            List<Entry> entering = new ArrayList<>(after);
            List<Entry> oldOwn = own(before, change.key);
            List<Entry> newOwn = own(after, change.key);
            int pairs = Math.min(oldOwn.size(), newOwn.size());
            leaving.removeAll(oldOwn.subList(0, pairs));
            entering.removeAll(newOwn.subList(0, pairs));
            List<Entry> others = new ArrayList<>(leaving);
            others.removeAll(oldOwn);
            others.retainAll(entering);
            leaving.removeAll(others);
            entering.removeAll(others);
            leaving.addAll(0, oldOwn.subList(0, pairs));
            entering.addAll(0, newOwn.subList(0, pairs));
            List<Entry> list = new ArrayList<>(before);
            for (int i = 0; i < Math.max(leaving.size(), entering.size()); i++) {
                Entry old = i < leaving.size() ? leaving.get(i) : null;
                Entry entry = i < entering.size() ? entering.get(i) : null;
                int oldOffset = old == null ? NO_OFFSET : list.indexOf(old);
                list.remove(old);
                int newOffset = entry == null
                        ? NO_OFFSET
                        : insert(list, entry, branches.get(number).order());
                if (old == null
                        || entry == null
                        || !Values.same(old.view, entry.view)
                        || withOffsets && oldOffset != newOffset) {
                    events.add(new Event(
                            change.sequence,
                            change.timeNs,
                            events.size() - first,
                            List.of(number, change.key, i),
                            old == null ? null : old.view,
                            entry == null ? null : entry.view,
                            oldOffset,
                            newOffset));
                }
            }
        }

        private static List<Entry> own(List<Entry> entries, Object key) {
            return entries.stream()
                    .filter(entry -> Values.same(entry.primary, key))
                    .toList();
        }

        private static int insert(List<Entry> list, Entry entry, Comparator<Entry> order) {
            int place = 0;
            while (place < list.size() && order.compare(list.get(place), entry) < 0) {
                place++;
            }
            list.add(place, entry);
            return place;
        }
    }
}
