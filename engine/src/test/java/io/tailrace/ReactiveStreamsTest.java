package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.QueryException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;

/** Every rule of Reactive Streams for publishers, by the kit that its authors test with, each a test of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveStreamsTest {
    private static final int EVENTS = 2_000;

    /** How the rules begin that the kit leaves out: for publishers that have one feed for all, which these have not. */
    private static final String FOR_OTHERS = "optional_spec111_multicast_";

    private final Set<String> leftOut = new TreeSet<>();
    private Tailrace engine;
    private Table quotes;

    @BeforeAll
    void write() {
        engine = Tailrace.open(new TailraceConfig().inMemory());
        quotes = engine.table("quotes");
        for (int i = 0; i < EVENTS; i++) {
            quotes.upsert(i % 10).put("bid", i).commit();
        }
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepTheRuleThat() {
        Stream<DynamicTest> rules = Arrays.stream(FlowPublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
                .filter(method -> !method.getName().startsWith("untested_")) // those check nothing
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> check(method)));
        return Stream.concat(
                rules,
                Stream.of(DynamicTest.dynamicTest(
                        "leaves out nothing but what is for others",
                        () -> assertThat(leftOut).hasSize(3).allMatch(rule -> rule.startsWith(FOR_OTHERS)))));
    }

    private void check(Method rule) throws Throwable {
        Publishers publishers = new Publishers();
        publishers.setUp();
        try {
            rule.invoke(publishers);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SkipException)) {
                throw e.getCause();
            }
            leftOut.add(rule.getName());
        }
    }

    /** What the kit looks at. */
    private final class Publishers extends FlowPublisherVerification<Change> {
        private static final long SIGNAL_MS = 1_500;
        private static final long SILENCE_MS = 60;
        private static final long COLLECTED_MS = 500;
        private static final int COLLECTIONS = 10;

        Publishers() {
            super(new TestEnvironment(SIGNAL_MS, SILENCE_MS), COLLECTED_MS);
        }

        /** The kit asks for one collection, which may come before the last reference is dropped. */
        @Override
        public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
                throws Throwable {
            for (int left = COLLECTIONS; ; left--) {
                try {
                    super.required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber();
                    return;
                } catch (AssertionError e) {
                    if (left == 1) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public Flow.Publisher<Change> createFlowPublisher(long elements) {
            return engine.publisher(() -> {
                Feed all = quotes.changes(ChangesOptions.squash(false).from(1));
                return elements < EVENTS ? all.limit(elements) : all;
            });
        }

        @Override
        public Flow.Publisher<Change> createFailedFlowPublisher() {
            return engine.publisher(() -> {
                throw new QueryException(QueryException.Reason.BAD_ARGUMENT, "no feed, as the test wants it");
            });
        }
    }
}
