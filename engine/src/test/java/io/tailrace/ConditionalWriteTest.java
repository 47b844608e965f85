package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.DocumentException;
import io.tailrace.error.WriteRefusedException;
import io.tailrace.error.WriteRefusedException.Reason;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConditionalWriteTest {
    private static final int REFUSALS = 100;

    private final Tailrace engine = Tailrace.open(
            new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> 0));
    private final Table table = engine.table("t");
    private final DocumentBuffer buffer = table.newBuffer();

    @AfterEach
    void close() {
        engine.close();
    }

    private String stored(Object key) {
        return table.read(key, buffer) ? buffer.document().toString() : "none";
    }

    private static void assertError(Ack ack, WriteError error) {
        assertThat(ack.outcome()).as(ack.toString()).isEqualTo(Outcome.ERROR);
        assertThat(ack.error()).isEqualTo(error);
    }

    @Test
    void shouldRefuseTheWholeTransactionWhereAnUpdateMeetsNoDocument() {
        table.upsert("a").put("n", 1).commit();
        long before = engine.lastSequence();
        Ack ack = engine.transaction()
                .add(table.update("a").put("n", 2))
                .add(table.update("none").put("n", 2))
                .add(table.upsert("b"))
                .commit();
        assertError(ack, WriteError.NO_SUCH_DOCUMENT);
        assertThat(ack.failedWrite()).isEqualTo(1);
        assertThat(ack.failedTable()).isEqualTo("t");
        assertThat(ack.failedKey()).isEqualTo("none");
        assertThat(ack)
                .hasToString("ERROR sequence=" + before + " error=NO_SUCH_DOCUMENT failedWrite=1 table=t key=\"none\"");
        assertThat(engine.lastSequence()).isEqualTo(before);
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"n\":1}");
        assertThat(stored("b")).isEqualTo("none");
    }

    @Test
    void shouldRefuseTheWholeTransactionWhereAReplacementMeetsNoDocument() {
        Table other = engine.table("other");
        Ack ack = engine.transaction()
                .add(table.upsert("a"))
                .add(other.replace(List.of("x", 7)).put("n", 2))
                .commit();
        assertThatThrownBy(ack::orThrow)
                .isInstanceOfSatisfying(WriteRefusedException.class, ex -> {
                    assertThat(ex.reason()).isEqualTo(Reason.NO_SUCH_DOCUMENT);
                    assertThat(ex.failedWrite()).isEqualTo(1);
                    assertThat(ex.table()).isEqualTo("other");
                    assertThat(ex.key()).isEqualTo(List.of("x", 7L));
                })
                .hasMessageContaining("reason=NO_SUCH_DOCUMENT failedWrite=1 table=other key=[\"x\",7]")
                .hasMessageContaining("skipMissing()");
        assertThat(stored("a")).isEqualTo("none");
    }

    @Test
    void shouldSkipWhatIsMissingAndCommitTheRestWhereThatIsAskedFor() {
        Ack ack = engine.transaction()
                .add(table.upsert("a").put("n", 1))
                .add(table.update("none").put("n", 2).skipMissing())
                .add(table.replace("none").put("n", 2).skipMissing())
                .add(table.delete("none").skipMissing())
                .add(table.update("a").put("m", 2).skipMissing())
                .add(table.replace("b").skipMissing())
                .commit();
        assertThat(ack.orThrow().outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(ack.failedWrite()).isEqualTo(-1);
        assertThat(ack.failedTable()).isNull();
        assertThat(ack.failedKey()).isNull();
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"m\":2,\"n\":1}");
        assertThat(table.count()).isEqualTo(1);
    }

    @Test
    void shouldDeleteWhatIsMissingInATransactionWithoutRefusal() {
        Ack ack = engine.transaction()
                .add(table.delete("none"))
                .add(table.upsert("a"))
                .commit();
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(engine.transaction().add(table.delete("none")).commit().outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void shouldSeeAsMissingWhatTheTransactionHasDeletedAndAsThereWhatItHasWritten() {
        table.upsert("a").commit();
        Ack ack = engine.transaction()
                .add(table.delete("a"))
                .add(table.update("a").put("n", 1))
                .commit();
        assertError(ack, WriteError.NO_SUCH_DOCUMENT);
        assertThat(engine.transaction()
                        .add(table.upsert("b"))
                        .add(table.update("b").put("n", 1))
                        .add(table.replace("b").put("n", 2))
                        .commit()
                        .outcome())
                .isEqualTo(Outcome.REPLACED);
        assertThat(stored("b")).isEqualTo("{\"id\":\"b\",\"n\":2}");
    }

    @Test
    void shouldLeaveAWriteThatIsAloneAsItIs() {
        assertThat(table.update("a").put("n", 1).commit().outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(table.update("a").put("n", 1).skipMissing().commit().outcome())
                .isEqualTo(Outcome.SKIPPED);
        assertThat(table.replace("a").put("n", 1).skipMissing().commit().outcome())
                .isEqualTo(Outcome.SKIPPED);
        assertThat(table.replace("a").put("n", 1).commit().outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(table.replace("a").put("n", 2).skipMissing().commit().outcome())
                .isEqualTo(Outcome.REPLACED);
    }

    @Test
    void shouldTakeNoMemoryOutsideTheHeapToSayWhichWriteWasRefused() {
        table.upsert("a").commit();
        Ack ack = table.insert().put("id", "a").commit();
        long before = directBuffers();
        for (int i = 0; i < REFUSALS; i++) {
            assertThatThrownBy(ack::orThrow).hasMessageContaining("reason=DUPLICATE_KEY table=t key=\"a\"");
        }
        assertThat(directBuffers() - before).isLessThan(REFUSALS / 2);
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    @Test
    void shouldWriteOnlyTheVersionThatWasRead() {
        long first = table.upsert("a").put("n", 1).commit().sequence();
        table.read("a", buffer);
        assertThat(buffer.version()).isEqualTo(first);
        table.update("a").put("n", 2).ifVersion(buffer.version()).commit().orThrow();
        for (Supplier<Write> write : List.<Supplier<Write>>of(
                () -> table.update("a").put("n", 3),
                () -> table.upsert("a").put("n", 3),
                () -> table.replace("a").put("n", 3),
                () -> table.insert(Conflict.UPDATE).put("id", "a").put("n", 3),
                () -> table.delete("a"))) {
            Ack ack = write.get().ifVersion(first).commit();
            assertError(ack, WriteError.VERSION_MISMATCH);
            assertThat(ack.failedWrite()).isEqualTo(-1);
            assertThat(ack.failedTable()).isEqualTo("t");
            assertThat(ack.failedKey()).isEqualTo("a");
            assertThatThrownBy(ack::orThrow)
                    .isInstanceOf(WriteRefusedException.class)
                    .hasMessageContaining("reason=VERSION_MISMATCH table=t key=\"a\"");
            assertError(
                    engine.transaction()
                            .add(table.upsert("b"))
                            .add(write.get().ifVersion(first))
                            .commit(),
                    WriteError.VERSION_MISMATCH);
            assertThat(stored("b")).isEqualTo("none");
        }
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"n\":2}");
        assertThat(table.delete("a").ifVersion(buffer.version()).commit().outcome())
                .isEqualTo(Outcome.DELETED);
        assertError(table.update("a").put("n", 3).ifVersion(first).commit(), WriteError.VERSION_MISMATCH);
        assertError(table.update("a").put("n", 3).skipMissing().ifVersion(first).commit(), WriteError.VERSION_MISMATCH);
    }

    @Test
    void shouldTellVersionZeroOfADocumentThatIsNotThereWhichStandsForNone() {
        table.upsert("a").commit();
        table.read("a", buffer);
        assertThat(table.read("none", buffer)).isFalse();
        assertThat(buffer.version()).isZero();
        assertThat(table.upsert("none").ifVersion(buffer.version()).commit().outcome())
                .isEqualTo(Outcome.INSERTED);
        assertError(table.upsert("none").ifVersion(0).commit(), WriteError.VERSION_MISMATCH);
        assertThat(table.delete("x").ifVersion(0).commit().outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void shouldWriteOnlyWhereThereIsNoDocument() {
        assertThat(table.upsert("a").put("n", 1).ifAbsent().commit().outcome()).isEqualTo(Outcome.INSERTED);
        assertError(table.upsert("a").put("n", 2).ifAbsent().commit(), WriteError.VERSION_MISMATCH);
        assertError(table.insert(Conflict.UPDATE).put("id", "a").ifAbsent().commit(), WriteError.VERSION_MISMATCH);
        assertError(table.insert().put("id", "a").ifAbsent().commit(), WriteError.DUPLICATE_KEY);
        assertThat(table.insert().put("n", 1).ifAbsent().commit().outcome()).isEqualTo(Outcome.INSERTED);
        Ack ack = engine.transaction()
                .add(table.upsert("b").ifAbsent())
                .add(table.delete("b"))
                .add(table.upsert("b").put("n", 1).ifAbsent())
                .commit();
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertError(
                engine.transaction()
                        .add(table.upsert("c"))
                        .add(table.upsert("c").ifAbsent())
                        .commit(),
                WriteError.VERSION_MISMATCH);
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"n\":1}");
        assertThat(stored("c")).isEqualTo("none");
    }

    @Test
    void shouldRefuseAVersionOfADocumentThatTheTransactionHasWritten() {
        long version = table.upsert("a").put("n", 1).commit().sequence();
        for (Supplier<Write> earlier : List.<Supplier<Write>>of(
                () -> table.update("a").put("n", 2).ifVersion(version),
                () -> table.delete("a").ifVersion(version))) {
            Ack ack = engine.transaction()
                    .add(earlier.get())
                    .add(table.upsert("a").put("n", 3).ifVersion(version))
                    .commit();
            assertError(ack, WriteError.VERSION_UNKNOWN);
            assertThatThrownBy(ack::orThrow)
                    .isInstanceOfSatisfying(
                            WriteRefusedException.class,
                            ex -> assertThat(ex.reason()).isEqualTo(Reason.VERSION_UNKNOWN))
                    .hasMessageContaining("failedWrite=1 table=t key=\"a\"")
                    .hasMessageContaining("put the condition on that one");
        }
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"n\":1}");
        // One that wrote nothing leaves the version as it was.
        assertThat(engine.transaction()
                        .add(table.update("a").put("n", 1))
                        .add(table.update("a").put("n", 2).ifVersion(version))
                        .add(table.update("a").put("n", 3))
                        .commit()
                        .outcome())
                .isEqualTo(Outcome.REPLACED);
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseAConditionThatSaysNothingWhenItIsComposed() {
        return Stream.of(
                refused("ifVersion(7) is about a document", () -> table.insert().ifVersion(7)),
                refused(
                        "version is negative: version=-1",
                        () -> table.upsert("a").ifVersion(-1)),
                refused(
                        "ifAbsent() is about no document",
                        () -> table.update("a").ifAbsent()),
                refused(
                        "ifAbsent() is about no document",
                        () -> table.replace("a").ifAbsent()),
                refused(
                        "ifAbsent() is about no document",
                        () -> table.delete("a").ifAbsent()),
                refused(
                        "a condition already: version=7",
                        () -> table.upsert("a").ifVersion(7).ifAbsent()),
                refused(
                        "a condition already: version=0",
                        () -> table.upsert("a").ifAbsent().ifVersion(7)),
                refused(
                        "skipMissing() is about a document",
                        () -> table.upsert("a").skipMissing()),
                refused(
                        "skipMissing() is about a document",
                        () -> table.insert().skipMissing()));
    }

    private DynamicTest refused(String why, Supplier<Write> write) {
        return DynamicTest.dynamicTest(
                why,
                () -> assertThatThrownBy(write::get)
                        .isInstanceOf(DocumentException.class)
                        .hasMessageContaining(why)
                        .hasMessageContaining("table=t operation="));
    }

    @Test
    void shouldNameTheWriteOfATransactionThatWentAroundTheRing() {
        try (Tailrace small = Tailrace.open(new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .clock(() -> 0)
                .limits(new DocumentLimits().documentBytes(4 << 10))
                .ringSlots(64))) {
            Table documents = small.table("d");
            Transaction transaction = small.transaction();
            for (int i = 0; i < 100; i++) {
                transaction.add(documents.upsert(i).put("text", "x".repeat(1_000)));
            }
            Ack ack = transaction.add(documents.update("none").put("n", 1)).commit();
            assertError(ack, WriteError.NO_SUCH_DOCUMENT);
            assertThat(ack.failedWrite()).isEqualTo(100);
            assertThat(ack.failedKey()).isEqualTo("none");
            assertThat(documents.count()).isZero();
        }
    }

    @Test
    void shouldForgetTheConditionsOfAWriteWithTheNextOne() {
        table.upsert("a").ifVersion(99).commit();
        assertThat(table.upsert("a").commit().outcome()).isEqualTo(Outcome.INSERTED);
        table.replace("b").skipMissing().commit();
        assertThat(table.replace("b").commit().outcome()).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void shouldBlameNoWriteOfAnEarlierTransactionForATimeThatIsTooEarly() {
        Transaction transaction = engine.transaction();
        assertThat(transaction.add(table.update("none")).commit().failedWrite()).isZero();
        Ack ack = new Ack();
        transaction.add(table.upsert("a").time(Long.MAX_VALUE / 2)).commit(ack);
        engine.doWork();
        assertError(ack, WriteError.TIME_TOO_EARLY);
        assertThat(ack.failedWrite()).isEqualTo(-1);
        assertThat(ack.failedKey()).isNull();
    }

    @Test
    void shouldKeepVersionsOverAReopening(@TempDir Path directory) {
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(() -> 0);
        long version;
        try (Tailrace first = Tailrace.open(config)) {
            Table written = first.table("t");
            written.upsert("x").commit();
            version = written.upsert("a").commit().sequence();
            written.upsert("x").put("n", 1).commit();
        }
        try (Tailrace second = Tailrace.open(config)) {
            Table written = second.table("t");
            assertError(written.upsert("a").put("n", 1).ifVersion(version - 1).commit(), WriteError.VERSION_MISMATCH);
            written.upsert("a").put("n", 1).ifVersion(version).commit().orThrow();
        }
    }
}
