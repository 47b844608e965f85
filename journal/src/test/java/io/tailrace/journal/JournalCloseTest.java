package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import io.tailrace.error.JournalFencedException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That a journal that cannot be closed as it should lets go of all it holds nevertheless. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX)
class JournalCloseTest {
    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();

    private Path segment(int number) {
        return directory.resolve(SegmentFiles.fileName(number));
    }

    private static boolean isMapped(Path file) throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains(file.toString());
    }

    private static boolean isOpen(Path file) throws IOException {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A store whose block cannot be abandoned. */
    private static void plantInto(JournalAppender appender) throws ReflectiveOperationException {
        Field open = JournalAppender.class.getDeclaredField("block");
        open.setAccessible(true);
        Object block = open.get(appender);
        Field field = OpenBlock.class.getDeclaredField("store");
        field.setAccessible(true);
        Object store = field.get(block);
        field.set(
                block,
                Proxy.newProxyInstance(
                        BlockStore.class.getClassLoader(),
                        new Class<?>[] {BlockStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("abort")) {
                                throw new IllegalStateException("planted");
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    @Test
    void shouldLetGoOfTheSegmentWhereItsOpenBlockCannotBeAbandoned() throws Exception {
        Journal journal = Journal.open(JournalFixture.small(directory));
        journal.recover(JournalFixture.IGNORE);
        fixture.write(journal.appender(), 10, 1);
        plantInto(journal.appender());
        journal.appender().open(0);
        fixture.change(journal.appender());
        assertThat(isMapped(segment(1)) && isOpen(segment(1))).isTrue();
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class).hasRootCauseMessage("planted");
        assertThat(isOpen(segment(1))).isFalse();
        assertThat(isMapped(segment(1))).isFalse();
        try (Journal again = Journal.open(JournalFixture.small(directory))) {
            assertThat(again.recover(JournalFixture.IGNORE).changes()).isEqualTo(10);
        }
    }

    @Test
    void shouldLetGoOfTheSegmentThatItWasSealingWhereItIsFenced() throws IOException {
        JournalConfig config = JournalFixture.small(directory).segmentBytes(3 * Sealing.STEP_BYTES);
        Journal journal = Journal.open(config);
        journal.recover(JournalFixture.IGNORE);
        while (!Files.exists(segment(2))) {
            fixture.write(journal.appender(), 2_000, 100);
        }
        assertThat(journal.sealBehind()).isTrue();
        assertThat(isMapped(segment(1))).isTrue();
        Files.delete(directory.resolve(DirectoryLock.FILE_NAME));
        assertThatThrownBy(journal::close).isInstanceOf(JournalFencedException.class);
        assertThat(isMapped(segment(1))).isFalse();
        assertThat(isMapped(segment(2))).isFalse();
    }
}
