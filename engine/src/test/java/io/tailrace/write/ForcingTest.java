package io.tailrace.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.DiskFullException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForcingTest {
    private static final int SEGMENT_BYTES = 256 << 10;
    /** Read in several steps. */
    private static final int LONG_SEGMENT_BYTES = 10 << 20;

    @TempDir
    Path directory;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer document = new UnsafeBuffer(new byte[8 << 10]);

    /** A disk on which there is no room for new seals while {@code full} says so. */
    private static void plantInto(JournalConfig config, boolean[] full) throws ReflectiveOperationException {
        Method given = JournalConfig.class.getDeclaredMethod("disk");
        given.setAccessible(true);
        Object disk = given.invoke(config);
        Field field = JournalConfig.class.getDeclaredField("disk");
        field.setAccessible(true);
        InvocationHandler handler = (self, method, arguments) -> {
            if (full[0] && method.getName().equals("create")) {
                throw new IOException("No space left on device");
            }
            method.setAccessible(true);
            return method.invoke(disk, arguments);
        };
        ClassLoader loader = JournalConfig.class.getClassLoader();
        field.set(config, Proxy.newProxyInstance(loader, new Class<?>[] {field.getType()}, handler));
    }

    private void writeSegments(JournalAppender appender, int segment) {
        while (!Files.exists(directory.resolve("19700101-0" + segment + "F.cq4"))) {
            appender.open(0);
            appender.change(0, 0, key, 0, 8, document, 0, -1, document, 0, document.capacity());
            appender.commit();
        }
    }

    @Test
    void shouldTellOnceOfADiskThatIsTooFullForSeals() throws ReflectiveOperationException {
        List<Throwable> errors = new ArrayList<>();
        EngineState state = new EngineState();
        WriteSettings settings = new WriteSettings(64, 512, 256, 64 * 1024, BackPressure.REFUSE, 1, 0, 0);
        boolean[] full = {false};
        AtomicLong nowNs = new AtomicLong();
        JournalConfig config = new JournalConfig()
                .directory(directory)
                .segmentBytes(LONG_SEGMENT_BYTES)
                .largestBlockBytes(SEGMENT_BYTES / 4);
        plantInto(config, full);
        try (Journal journal = Journal.open(config)) {
            journal.recover(change -> {});
            Ring ring = new Ring(settings, state, null, () -> 0, 1);
            Forcing forcing = new Forcing(journal, ring, state, SyncPolicy.onDemand(), nowNs::get, errors::add);
            for (int time = 1; time <= 2; time++) {
                writeSegments(journal.appender(), time + 1);
                full[0] = true;
                for (int step = 0; step < 20; step++) {
                    forcing.doWork();
                    nowNs.addAndGet(1_000_000_000);
                }
                assertThat(errors).hasSize(time).hasOnlyElementsOfType(DiskFullException.class);
                full[0] = false;
                int steps = 0;
                while (forcing.doWork() > 0) {
                    steps++;
                }
                assertThat(steps).isPositive();
            }
            assertThat(state.isFailed()).isFalse();
        }
    }

    @Test
    void shouldSealSegmentsAlsoWhereSomebodyAlwaysAsks() {
        List<Throwable> errors = new ArrayList<>();
        EngineState state = new EngineState();
        WriteSettings settings = new WriteSettings(64, 512, 256, 64 * 1024, BackPressure.REFUSE, 1, 0, 0);
        JournalConfig config = new JournalConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .largestBlockBytes(SEGMENT_BYTES / 4);
        try (Journal journal = Journal.open(config)) {
            journal.recover(change -> {});
            Ring ring = new Ring(settings, state, null, () -> 0, 1);
            Forcing forcing = new Forcing(journal, ring, state, SyncPolicy.everyBlock(), () -> 0, errors::add);
            JournalAppender appender = journal.appender();
            while (journal.info().segments() < 4) {
                appender.open(0);
                appender.change(0, 0, key, 0, 8, document, 0, -1, document, 0, document.capacity());
                appender.commit();
                forcing.committed();
                assertThat(forcing.doWork()).isPositive();
                assertThat(forcing.syncedSequence()).isEqualTo(journal.lastSequence());
            }
            assertThat(forcing.doWork()).as("segments left to be sealed").isZero();
        }
        assertThat(errors).isEmpty();
    }
}
