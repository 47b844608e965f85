package io.tailrace.conformance;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.TailraceException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of a case against an engine of its own. */
final class CaseRun implements AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int IDLE_ROUNDS = 1_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Case scenario;
    private final Mode mode;
    private final Tailrace engine;
    private final FeedText feedText;
    private final WriteText writeText;
    private final Map<String, CaseFeed> feeds = new HashMap<>();
    private final Map<String, List<Object>> delivered = new HashMap<>();
    private long nowNs;

    private CaseRun(Case scenario, Mode mode, Path directory) {
        this.scenario = scenario;
        this.mode = mode;
        engine = mode.open(directory, () -> nowNs);
        feedText = new FeedText(engine);
        Map<String, String> keyFields = new HashMap<>();
        scenario.tables()
                .forEach(table ->
                        keyFields.put((String) table.get("name"), (String) table.getOrDefault("primary_key", "id")));
        writeText = new WriteText(engine, keyFields);
    }

    /**
     * Runs a case.
     *
     * @throws CaseFailure when it does not hold
     */
    static void run(Case scenario, Mode mode, Path directory) {
        try (CaseRun run = new CaseRun(scenario, mode, directory)) {
            run.run();
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private void run() {
        scenario.tables().forEach(this::create);
        scenario.setup().forEach(writeText::apply);
        if (scenario.expectError() != null) {
            openMustFail(scenario.expectError());
            return;
        }
        scenario.feeds().forEach((name, feed) -> inStep("opening " + name, () -> open(name, feed)));
        int number = 0;
        for (Map<String, Object> step : scenario.steps()) {
            inStep("step " + number + " " + Json.text(step), () -> step(step));
            number++;
        }
    }

    private void inStep(String step, Runnable action) {
        try {
            action.run();
        } catch (CaseFailure e) {
            throw new CaseFailure(where(step) + e.getMessage(), e.getCause());
        } catch (RuntimeException e) {
            throw new CaseFailure(where(step) + e, e);
        }
    }

    private String where(String step) {
        return "case " + scenario.id() + " " + scenario.list("rules") + ", " + step + ":\n";
    }

    private void create(Map<String, Object> json) {
        Table table = engine.table((String) json.get("name"), (String) json.getOrDefault("primary_key", "id"));
        if (!(json.get("indexes") instanceof List<?> indexes)) {
            return;
        }
        for (Map<String, Object> index : Case.objects(indexes)) {
            String name = (String) index.get("name");
            Expression expression =
                    index.containsKey("expr") ? ExpressionText.of(index.get("expr")) : Expressions.row(name);
            if (Boolean.TRUE.equals(index.get("multi"))) {
                table.createMultiIndex(name, expression);
            } else if (index.containsKey("expr")) {
                table.createIndex(name, expression);
            } else {
                table.createIndex(name);
            }
            awaitIndex(table, name);
        }
    }

    private void awaitIndex(Table table, String index) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!table.isIndexReady(index)) {
            engine.doWork();
            if (System.nanoTime() > deadline) {
                throw new CaseFailure("index " + index + " is not ready after " + TIMEOUT);
            }
            Thread.onSpinWait();
        }
    }

    private void open(String name, Map<String, Object> json) {
        feeds.put(
                name,
                mode.isGrouped()
                        ? new CaseFeed(engine.group(), () -> feedText.open(json))
                        : new CaseFeed(feedText.open(json)));
        delivered.put(name, new ArrayList<>());
    }

    private void openMustFail(Map<String, Object> expected) {
        try {
            scenario.feeds().forEach(this::open);
        } catch (TailraceException e) {
            if (!Codes.matches(expected, e)) {
                throw new CaseFailure(
                        where("opening") + "expected " + Json.text(expected) + ", failed with " + Codes.of(e), e);
            }
            return;
        } catch (NotInApi e) {
            return;
        }
        throw new CaseFailure(where("opening") + "expected " + Json.text(expected) + ", it succeeded");
    }

    private void step(Map<String, Object> step) {
        String name = (String) step.getOrDefault("feed", "f");
        if (step.containsKey("op")) {
            write(step);
        } else if (step.containsKey("expect")) {
            expect(name, (List<?>) step.get("expect"), !Boolean.FALSE.equals(step.get("ordered")));
        } else if (step.containsKey("expect_state")) {
            expectState(name, (List<?>) step.get("expect_state"), !Boolean.FALSE.equals(step.get("ordered")));
        } else if (step.containsKey("expect_feed_error")) {
            expectFailure(name, Case.object(step.get("expect_feed_error")));
        } else if (step.containsKey("expect_closed")) {
            expect(name, List.of(), true);
            check(feeds.get(name).ended(), "the feed has not ended");
        } else if (step.containsKey("open")) {
            open((String) step.getOrDefault("as", "f"), Case.object(step.get("open")));
        } else if (step.containsKey("close")) {
            feeds.get(step.get("close")).close();
        } else if (step.containsKey("advance_ms")) {
            nowNs += Math.round(((Number) step.get("advance_ms")).doubleValue() * NANOS_PER_MILLI);
        } else {
            throw new IllegalArgumentException("unknown step " + step);
        }
    }

    private void write(Map<String, Object> step) {
        Map<String, Object> result = writeText.apply(Case.object(step.get("op")));
        if (step.get("result") != null) {
            String difference = WriteText.difference(Case.object(step.get("result")), result);
            check(difference == null, "the result differs in " + difference + ", got " + Json.text(result));
        }
    }

    private void expect(String name, List<?> expected, boolean isOrdered) {
        List<Object> events = read(name);
        boolean isRight = isOrdered ? Plain.listMatches(expected, events) : Plain.bagMatches(expected, events);
        check(isRight, "expected  " + Json.text(expected) + "\ndelivered " + Json.text(events));
    }

    private void expectState(String name, List<?> expected, boolean isOrdered) {
        read(name);
        List<Object> state = Fold.of(delivered.get(name));
        boolean isRight = isOrdered ? Plain.listMatches(expected, state) : Plain.bagMatches(expected, state);
        check(
                isRight,
                "expected state " + Json.text(expected) + "\nfolded state   " + Json.text(state) + "\ndelivered      "
                        + Json.text(delivered.get(name)));
    }

    /** What was there before the error may come first; then it comes, and comes again. */
    private void expectFailure(String name, Map<String, Object> expected) {
        for (int i = 0; i < 2; i++) {
            try {
                List<Object> events = read(name);
                throw new CaseFailure("expected " + Json.text(expected) + "\ndelivered " + Json.text(events));
            } catch (TailraceException e) {
                if (!Codes.matches(expected, e)) {
                    throw new CaseFailure("expected " + Json.text(expected) + ", failed with " + Codes.of(e), e);
                }
            }
        }
    }

    /** Everything that there is to read. */
    private List<Object> read(String name) {
        int round = 0;
        while (engine.doWork() > 0) {
            check(round++ < IDLE_ROUNDS, "the engine never comes to rest");
        }
        List<Object> events = feeds.get(name).read();
        delivered.get(name).addAll(events);
        return events;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new CaseFailure(otherwise);
        }
    }
}
