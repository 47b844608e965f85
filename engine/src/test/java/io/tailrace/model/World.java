package io.tailrace.model;

import static io.tailrace.expression.Expressions.array;
import static io.tailrace.expression.Expressions.row;

import io.tailrace.Commands;
import io.tailrace.Conflict;
import io.tailrace.Literal;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.model.Model.Branch;
import io.tailrace.model.Model.Entry;
import io.tailrace.model.Model.Source;
import io.tailrace.query.Cursor;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** An engine driven by the caller, the model beside it, and feeds. */
final class World implements AutoCloseable {
    static final Keys KEYS_OF_ID = new Keys("id", 0);
    private static final List<String> INDEXES = List.of("a", "n", "c", "e", "m");
    private static final int MAX_FEEDS = 4;

    /** The keys of a document in an index; an index that is made anew has another number. */
    record Keys(String index, int number) implements Function<Map<String, Object>, List<Object>> {
        @Override
        public List<Object> apply(Map<String, Object> document) {
            Object value = switch (index) {
                case "n" -> Step.get(document, "n", "x");
                case "c" -> {
                    List<Object> pair = new ArrayList<>();
                    pair.add(Step.get(document, "a"));
                    pair.add(Step.get(document, "b"));
                    yield pair;
                }
                case "e" -> Step.sum(document);
                default -> Step.get(document, index);
            };
            List<Object> keys = new ArrayList<>();
            if (index.equals("m") && value instanceof List<?> list) {
                list.forEach(element -> keys.add(Documents.isKey(element) ? element : Model.ABSENT));
            } else {
                keys.add(Documents.isKey(value) ? value : Model.ABSENT);
            }
            return keys;
        }
    }

    /** A table as it is. */
    static final class Store {
        final int number;
        final Table table;
        final Map<String, Keys> indexes = new TreeMap<>();
        final TreeMap<Object, Map<String, Object>> documents = new TreeMap<>(Values.ORDER);
        /** Tells in which order a command has gone through the documents. */
        final Feed witness;

        Store(int number, Table table) {
            this.number = number;
            this.table = table;
            witness = table.changes(ChangesOptions.squash(false));
        }

        Keys keys(String index) {
            return index.equals("id") ? KEYS_OF_ID : indexes.get(index);
        }
    }

    final Model model = new Model();
    final Coverage coverage;
    final Fault fault;
    final Tailrace engine;
    /** What the engine's error handler was told. */
    final List<Throwable> errors = new ArrayList<>();

    long nowNs;

    private final List<Store> stores = new ArrayList<>();
    private final List<OpenFeed> feeds = new ArrayList<>();
    private final StringBuilder trace;
    private int made;

    /** @param seed of the order of walks and of generated keys */
    World(long seed, Coverage coverage, Fault fault, StringBuilder trace) {
        this.coverage = coverage;
        this.fault = fault;
        this.trace = trace;
        engine = Tailrace.open(new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .clock(() -> nowNs)
                .hashSeed(seed)
                .random(new Random(seed)::nextLong)
                .errorHandler(errors::add)
                .limits(new DocumentLimits().documentBytes(16 << 10))
                .ringSlots(128));
        stores.add(create("one"));
        stores.add(create("two"));
    }

    @Override
    public void close() {
        engine.close();
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    Store store(Random random) {
        return stores.get(random.nextInt(3) == 0 ? 1 : 0);
    }

    private void trace(String what) {
        if (trace != null) {
            trace.append('\n').append(model.sequence).append(' ').append(what);
        }
    }

    private Store create(String name) {
        Store store = new Store(made++, engine.table(name));
        model.sequence++;
        return store;
    }

    /** One step of a run; it depends on its own randomness and on what there is, so that steps can be left out. */
    void step(Random random) {
        int which = random.nextInt(100);
        if (which < 56) {
            write(random);
        } else if (which < 78) {
            poll(random);
        } else if (which < 86) {
            open(random);
        } else if (which < 88) {
            close(random);
        } else if (which < 91) {
            resume(random);
        } else if (which < 94) {
            read(random);
        } else if (which < 98) {
            nowNs += 1_000_000L * (1 + random.nextInt(15));
            trace("time " + nowNs);
        } else if (random.nextInt(6) > 0) {
            changeIndex(random);
        } else {
            dropTable(random);
        }
        check(
                engine.lastSequence() == model.sequence,
                "lastSequence=" + engine.lastSequence() + " of " + model.sequence);
    }

    /** A step that concerns no feed of this world: documents, time, and if wanted indexes and tables. */
    void change(Random random, boolean drops) {
        int which = random.nextInt(100);
        if (which < 92 || which >= 97 && !drops) {
            write(random);
        } else if (which < 97) {
            nowNs += 1_000_000L * (1 + random.nextInt(15));
        } else if (random.nextInt(6) > 0) {
            changeIndex(random);
        } else {
            dropTable(random);
        }
    }

    /** At the end nothing may be left. */
    void finish() {
        nowNs += 1_000_000_000L;
        for (OpenFeed feed : feeds) {
            for (int i = 0; i < 3 && !feed.hasFailed(); i++) {
                work();
                feed.poll(new Random(7));
            }
        }
    }

    void work() {
        while (engine.doWork() > 0) {
            Thread.onSpinWait();
        }
    }

    private void poll(Random random) {
        if (!feeds.isEmpty()) {
            OpenFeed feed = feeds.get(random.nextInt(feeds.size()));
            trace("poll " + feed);
            work();
            feed.poll(random);
            if (feed.hasFailed()) {
                feeds.remove(feed);
            }
        }
    }

    private void open(Random random) {
        if (feeds.size() < MAX_FEEDS) {
            OpenFeed feed = OpenFeed.open(this, random);
            trace("open " + feed);
            feeds.add(feed);
        }
    }

    private void close(Random random) {
        if (!feeds.isEmpty()) {
            trace("close");
            feeds.remove(random.nextInt(feeds.size())).close();
        }
    }

    private void resume(Random random) {
        if (!feeds.isEmpty()) {
            OpenFeed feed = feeds.remove(random.nextInt(feeds.size()));
            trace("resume " + feed);
            if (feed.canResume()) {
                feeds.add(feed.resumed(random));
            } else {
                feed.close();
            }
        }
    }

    private void read(Random random) {
        Plan plan = Plan.random(this, random);
        trace("read " + plan.sources() + plan.steps());
        List<Object> expected = new ArrayList<>();
        boolean fails = false;
        for (Branch branch : plan.branches()) {
            for (Entry entry : all(branch)) {
                fails |= entry.view() == Model.FAILED;
                expected.add(entry.value());
            }
        }
        List<Object> got = new ArrayList<>();
        boolean failed = false;
        try (Cursor cursor = plan.query().get().read()) {
            while (cursor.next()) {
                got.add(cursor.value().toObject());
            }
        } catch (EngineException e) {
            failed = true;
        }
        check(failed == fails, "read of " + plan + (failed ? " failed" : " did not fail"));
        if (!plan.isTop() || plan.branches().size() > 1) {
            expected.sort(Values.ORDER);
            got.sort(Values.ORDER);
        }
        check(
                fails || Values.same(expected, got),
                "read of " + plan + "\nexpected " + Values.text(expected) + "\ngot      " + Values.text(got));
    }

    /** What a read goes through, up to where it has enough; a transform that fails ends it. */
    private List<Entry> all(Branch branch) {
        Source source = branch.source();
        Source whole = new Source(source.table(), source.keys(), source.ranges(), false, source.descending(), 0);
        Model.Follower there = model.new Follower(List.of(new Branch(whole, branch.steps())), model.sequence);
        List<Entry> entries = there.members().get(0);
        entries.sort(branch.order());
        return source.isTop() ? entries.subList(0, Math.min(source.limit(), entries.size())) : entries;
    }

    private void changeIndex(Random random) {
        Store store = store(random);
        String name = INDEXES.get(random.nextInt(INDEXES.size()));
        Keys keys = store.indexes.remove(name);
        trace((keys == null ? "create index " : "drop index ") + name + " of " + store.number);
        if (keys != null) {
            check(store.table.dropIndex(name), "no index " + name);
            model.dropIndex(keys);
            return;
        }
        switch (name) {
            case "n" -> store.table.createIndex(name, row("n", "x"));
            case "c" -> store.table.createIndex(name, array(row("a"), row("b")));
            case "e" -> store.table.createIndex(name, row("a").add(1));
            case "m" -> store.table.createMultiIndex(name, row("m"));
            default -> store.table.createIndex(name);
        }
        for (int i = 0; !store.table.isIndexReady(name); i++) {
            engine.doWork();
            check(i < 1_000_000, "index=" + name + " is never ready");
        }
        model.sequence++;
        store.indexes.put(name, new Keys(name, made++));
    }

    private void dropTable(Random random) {
        Store store = store(random);
        trace("drop table " + store.number);
        check(engine.dropTable(store.table.name()), "no table");
        model.dropTable(store.number);
        store.witness.close();
        stores.set(stores.indexOf(store), create(store.table.name()));
    }

    private void write(Random random) {
        Store store = store(random);
        Object key = Documents.key(random);
        Map<String, Object> document = Documents.document(random);
        Map<String, Object> whole = Values.with(document, "id", key);
        int which = random.nextInt(26);
        trace("write " + which + " of " + store.number + " " + Values.text(whole));
        if (which < 7) {
            store.table.upsert(key).putAll(document).commit();
            changed(store, key, whole);
        } else if (which < 9) {
            Outcome outcome = store.table.insert().putAll(whole).commit().outcome();
            boolean isFree = !store.documents.containsKey(key);
            check((outcome == Outcome.INSERTED) == isFree, "insert " + outcome);
            changed(store, key, isFree ? whole : store.documents.get(key));
        } else if (which < 14) {
            Map<String, Object> patch = Documents.patch(random);
            store.table.update(key).putAll(patch).commit();
            changed(store, key, merged(store, key, patch));
        } else if (which < 18) {
            store.table.delete(key).commit();
            changed(store, key, null);
        } else if (which < 20) {
            new RandomWrites(this, true).transaction(random);
        } else if (which < 22) {
            new RandomWrites(this, false).alone(random);
        } else {
            command(store, which - 22, key, whole, random);
        }
    }

    private static Map<String, Object> merged(Store store, Object key, Map<String, Object> patch) {
        Map<String, Object> old = store.documents.get(key);
        return old == null ? null : Values.merge(old, patch);
    }

    /** What became of a document, in the model too, if anything did. */
    void changed(Store store, Object key, Map<String, Object> after) {
        Map<String, Object> before = store.documents.get(key);
        if (before == after || before != null && after != null && Values.same(before, after)) {
            return;
        }
        model.change(nowNs, store.number, key, before, after);
        if (after == null) {
            store.documents.remove(key);
        } else {
            store.documents.put(key, after);
        }
    }

    private void command(Store store, int which, Object key, Map<String, Object> whole, Random random) {
        Commands commands = store.table.commands();
        if (which == 0) {
            commands.conflict(Conflict.UPDATE).insert(List.of(whole, whole));
            Map<String, Object> merged = merged(store, key, whole);
            changed(store, key, merged == null ? whole : merged);
        } else if (which == 1) {
            Map<String, Object> patch = new LinkedHashMap<>();
            patch.put("a", Literal.none());
            patch.put("n", Literal.of(Map.of("x", 3L)));
            commands.update(key, patch);
            Map<String, Object> old = store.documents.get(key);
            if (old != null) {
                Map<String, Object> after = Values.with(old, "n", Map.of("x", 3L));
                after.remove("a");
                changed(store, key, after);
            }
        } else if (random.nextInt(4) > 0) {
            boolean isDelete = random.nextInt(8) == 0;
            Map<String, Object> patch = Documents.patch(random);
            long before = model.sequence;
            store.witness.poll(change -> {}, Integer.MAX_VALUE);
            if (isDelete) {
                commands.deleteAll();
            } else {
                commands.updateAll(patch);
            }
            List<Object> order = new ArrayList<>();
            store.witness.poll(change -> order.add((change.oldVal()).toMap().get("id")), Integer.MAX_VALUE);
            order.forEach(each -> changed(store, each, isDelete ? null : merged(store, each, patch)));
            check(model.sequence - before == order.size(), "a change without a difference");
            List<Object> rest = new ArrayList<>(store.documents.keySet());
            rest.forEach(each -> changed(store, each, isDelete ? null : merged(store, each, patch)));
        }
    }
}
