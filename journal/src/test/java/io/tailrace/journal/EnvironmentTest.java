package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import io.tailrace.error.NotAJournalException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.error.UnsupportedFormatException;
import io.tailrace.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories and JVMs that are not as they should be. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EnvironmentTest {
    @TempDir
    Path base;

    @Test
    void shouldRefuseADirectoryThatHoldsSomethingElseAndLeaveItAlone() throws IOException {
        Path stranger = Files.writeString(base.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> Journal.open(JournalFixture.small(base)))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining("letter.txt")
                .hasMessageContaining(base.toString())
                .hasMessageContaining("choose an empty directory");
        assertThat(base.toFile().list()).containsExactly("letter.txt");
        assertThat(Files.readString(stranger)).isEqualTo("dear");
    }

    @Test
    void shouldRefuseToReadWhereThereIsNoJournal() {
        assertThatThrownBy(() -> Journal.openReadOnly(JournalFixture.small(base)))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining(FormatFile.NAME);
        assertThatThrownBy(() -> Journal.openReadOnly(JournalFixture.small(base.resolve("absent"))))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining("absent");
        assertThat(base.resolve("absent")).doesNotExist();
    }

    @Test
    void shouldRefuseANewerFormat() throws IOException {
        Journal.open(JournalFixture.small(base)).close();
        Path file = base.resolve(FormatFile.NAME);
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(4, FormatFile.VERSION + 1);
        CRC32C crc = new CRC32C();
        crc.update(content.array(), 0, 8);
        crc.update(content.array(), 12, content.capacity() - 12);
        content.putInt(8, (int) crc.getValue());
        Files.write(file, content.array());
        assertThatThrownBy(() -> Journal.open(JournalFixture.small(base)))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("version=6")
                .hasMessageContaining("supported=5")
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> Journal.openReadOnly(JournalFixture.small(base)))
                .isInstanceOf(UnsupportedFormatException.class);
    }

    @Test
    void shouldRefuseADamagedFormatFile() throws IOException {
        Journal.open(JournalFixture.small(base)).close();
        Path file = base.resolve(FormatFile.NAME);
        byte[] content = Files.readAllBytes(file);
        for (int i = 0; i < content.length; i++) {
            content[i] ^= 1;
            Files.write(file, content);
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(base))).isInstanceOf(JournalException.class);
            Files.write(file, Arrays.copyOf(content, i));
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(base)))
                    .isInstanceOf(CorruptJournalException.class);
            content[i] ^= 1;
        }
        Files.write(file, content);
        Journal.open(JournalFixture.small(base)).close();
    }

    @Test
    void shouldRefuseAPathThatIsAFile() throws IOException {
        Path file = Files.createFile(base.resolve("file"));
        assertThatThrownBy(() -> Journal.open(JournalFixture.small(file))).isInstanceOf(JournalException.class);
    }

    @Test
    void shouldRefuseToWriteToAReadOnlyFileSystemAndReadIt() throws IOException, InterruptedException {
        Path directory = base.resolve("journal");
        Path mount = Files.createDirectory(base.resolve("mount"));
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), 10, 1);
        }
        if (!Shell.run("mount", "--bind", directory.toString(), mount.toString())) {
            System.out.println("not tested: mounting needs root");
            return;
        }
        try {
            assertThat(Shell.run("mount", "-o", "remount,bind,ro", mount.toString()))
                    .isTrue();
            assertThatThrownBy(() -> Journal.open(JournalFixture.small(mount)))
                    .isInstanceOf(ReadOnlyJournalException.class)
                    .hasMessageContaining(mount.toString())
                    .hasMessageContaining("open the journal for reading");
            try (Journal journal = Journal.openReadOnly(JournalFixture.small(mount))) {
                assertThat(journal.lastSequence()).isEqualTo(10);
            }
        } finally {
            Shell.run("umount", "--lazy", mount.toString()); // mappings go with the garbage collector
        }
    }

    private JournalException whereFails(String at, IOException failure) {
        RecordingDisk disk = new RecordingDisk();
        disk.failAt = at;
        disk.failure = failure;
        Path directory = base.resolve("planted");
        Throwable thrown = catchThrowable(
                () -> Journal.open(JournalFixture.small(directory).disk(disk)));
        assertThat(thrown).isInstanceOf(JournalException.class).hasMessageContaining("planted");
        return (JournalException) thrown;
    }

    @Test
    void shouldSayWhyADirectoryCannotBeMadeOrLocked() {
        for (String at : new String[] {"make planted", "create " + DirectoryLock.FILE_NAME}) {
            assertThat(whereFails(at, new FileSystemException("f", null, "No space left on device")))
                    .isInstanceOf(DiskFullException.class);
            assertThat(whereFails(at, new FileSystemException("f", null, "Disk quota exceeded")))
                    .isInstanceOf(DiskFullException.class);
            assertThat(whereFails(at, new AccessDeniedException("f")))
                    .isInstanceOf(ReadOnlyJournalException.class)
                    .hasMessageContaining("give this user the right to write");
            assertThat(whereFails(at, new FileSystemException("f", null, "Read-only file system")))
                    .isInstanceOf(ReadOnlyJournalException.class);
            assertThat(whereFails(at, new FileSystemException("f", null, "Too many open files")))
                    .isExactlyInstanceOf(JournalException.class)
                    .hasRootCauseMessage("f: Too many open files");
            assertThat(whereFails(at, new NoSuchFileException("f"))).isExactlyInstanceOf(JournalException.class);
        }
    }

    @Test
    void shouldSayWhichFlagsAreMissing() throws IOException, InterruptedException {
        String output = ChildJvm.output(List.of(), ChildMain.class, "open", base);
        assertThat(output)
                .contains("MissingJvmFlagsException")
                .contains("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
                .contains("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED")
                .contains("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED")
                .contains("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED")
                .contains("--add-opens=java.base/java.util.zip=ALL-UNNAMED");
        assertThat(base.toFile().list()).isEmpty();
    }

    @Test
    void shouldAskForTheFlagsOfAgronaOnlyInMemory() throws IOException, InterruptedException {
        String output = ChildJvm.output(List.of(), ChildMain.class, "memory", "");
        assertThat(output).startsWith("MissingJvmFlagsException").contains("\njava --add-exports=");
        List<String> line = List.of(output.substring(output.indexOf("\njava ") + "\njava ".length())
                .strip()
                .split(" "));
        assertThat(line).hasSize(2).isEqualTo(JvmFlags.neededInMemory());
        assertThat(ChildJvm.output(line, ChildMain.class, "memory", "").strip()).isEqualTo("in memory at 10");
        for (String flag : line) {
            assertThat(ChildJvm.output(List.of(flag), ChildMain.class, "memory", ""))
                    .startsWith("MissingJvmFlagsException");
        }
    }

    @Test
    void shouldOpenADirectoryWithTheLineThatItAsksFor() throws IOException, InterruptedException {
        String output = ChildJvm.output(List.of(), ChildMain.class, "open", base);
        List<String> line = List.of(output.substring(output.indexOf("\njava ") + "\njava ".length())
                .strip()
                .split(" "));
        assertThat(ChildJvm.output(line, ChildMain.class, "open", base.toString()))
                .isEqualTo("opened at 0\n");
    }

    @Test
    void shouldAskForNoMoreFlagsThanTheseTestsRunWith() {
        assertThatCode(JvmFlags::check).doesNotThrowAnyException();
        assertThat(JvmFlags.needed()).hasSizeBetween(5, 7);
    }

    @Test
    void shouldNotHaveTelemetryOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("chronicle-analytics");
    }

    @Test
    void shouldNameTheSetterOfAValueOutOfRange() {
        assertThatThrownBy(() -> new JournalConfig().segmentBytes(1).conclude())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JournalConfig.segmentBytes=1");
        assertThatThrownBy(() -> new JournalConfig()
                        .segmentBytes(1 << 20)
                        .largestBlockBytes(1 << 20)
                        .conclude())
                .hasMessageContaining("largestBlockBytes");
        assertThatThrownBy(() -> new JournalConfig().conclude().readOnly(true))
                .isInstanceOf(IllegalStateException.class);
    }
}
