package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.CommandLineRun;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.error.JournalInUseException;
import io.tailrace.error.NotAJournalException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.error.UnsupportedFormatException;
import io.tailrace.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories that an engine cannot be opened on: an error that says what, where and what to do, and nothing touched.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadDirectoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path base;

    private static TailraceConfig config(Path directory) {
        return new TailraceConfig().directory(directory);
    }

    private Path journal() {
        Path directory = base.resolve("journal");
        try (Tailrace engine = Tailrace.open(config(directory))) {
            engine.table("t").upsert("a").put("n", 1).commit();
        }
        return directory;
    }

    @Test
    void shouldRefuseASecondEngineInThisProcessAndThenOneInAnother() throws Exception {
        Path directory = journal();
        Path link = Files.createSymbolicLink(base.resolve("link"), directory);
        try (Tailrace engine = Tailrace.open(config(directory))) {
            Table table = engine.table("t");
            for (Path path : List.of(directory, directory.resolve("..").resolve("journal"), link)) {
                assertThatThrownBy(() -> Tailrace.open(config(path)))
                        .isInstanceOf(JournalInUseException.class)
                        .hasMessageContaining("directory=");
            }
            // The refused ones must not have let go of what keeps other processes out.
            assertThat(said(directory)).startsWith("JournalInUseException").contains("directory=" + directory);
            assertThat(table.upsert("b").put("n", 2).commit().sequence()).isEqualTo(3);
            try (Tailrace reader = Tailrace.open(config(directory).readOnly(true))) {
                assertThat(reader.existingTable("t").count()).isEqualTo(2);
            }
        }
        assertThat(said(directory)).isEqualTo("opened at 3");
    }

    private String said(Path directory) throws Exception {
        try (ChildJvm child = ChildJvm.start(OpeningProcess.class, base, List.of("-Xmx64m"), directory)) {
            String line = child.line(LIMIT);
            assertThat(child.exit(LIMIT)).as(child.errors()).isZero();
            return line;
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsNotOursAndLeaveItAlone() throws IOException {
        Path letter = Files.writeString(base.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> Tailrace.open(config(base)))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining(base.toString())
                .hasMessageContaining("letter.txt")
                .hasMessageContaining("empty directory");
        assertThatThrownBy(() -> Tailrace.open(config(base).readOnly(true))).isInstanceOf(NotAJournalException.class);
        assertThatThrownBy(() -> Tailrace.open(config(base.resolve("absent")).readOnly(true)))
                .isInstanceOf(NotAJournalException.class)
                .hasMessageContaining("absent");
        assertThatThrownBy(() -> Tailrace.open(config(letter))).isInstanceOf(JournalException.class);
        assertThat(base.toFile().list()).containsExactly("letter.txt");
        assertThat(Files.readString(letter)).isEqualTo("dear");
    }

    @Test
    void shouldRefuseANewerFormatAndADamagedOne() throws IOException {
        Path directory = journal();
        Path file = directory.resolve("journal.tailrace");
        byte[] sound = Files.readAllBytes(file);
        ByteBuffer newer = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
        newer.putInt(4, newer.getInt(4) + 1);
        CRC32C crc = new CRC32C();
        crc.update(newer.array(), 0, 8);
        crc.update(newer.array(), 12, newer.capacity() - 12);
        newer.putInt(8, (int) crc.getValue());
        Files.write(file, newer.array());
        for (boolean readOnly : new boolean[] {false, true}) {
            assertThatThrownBy(() -> Tailrace.open(config(directory).readOnly(readOnly)))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("version=6 supported=5");
        }
        assertThat(CommandLineRun.of("verify", "--dir", directory.toString()).err())
                .contains("version=6 supported=5")
                .doesNotContain("salvage"); // which refuses it too
        byte[] damaged = sound.clone();
        damaged[sound.length - 1] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> Tailrace.open(config(directory)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining(file.toString());
        assertThat(CommandLineRun.of("verify", "--dir", directory.toString()).err())
                .contains("salvage --dir " + directory);
        Files.write(file, sound);
        try (Tailrace engine = Tailrace.open(config(directory))) {
            assertThat(engine.existingTable("t").exists("a")).isTrue();
        }
    }

    @Test
    void shouldRefuseToWriteOnAReadOnlyFileSystemAndReadThere() throws Exception {
        Path directory = journal();
        Path mount = Files.createDirectory(base.resolve("mount"));
        Assumptions.assumeTrue(
                runs("mount", "--bind", directory.toString(), mount.toString()), "mounting needs root: not tested");
        try {
            Assumptions.assumeTrue(
                    runs("mount", "-o", "remount,bind,ro", mount.toString()), "no read-only mounts here");
            assertThatThrownBy(() -> Tailrace.open(config(mount)))
                    .isInstanceOf(ReadOnlyJournalException.class)
                    .hasMessageContaining(mount.toString());
            try (Tailrace engine = Tailrace.open(config(mount).readOnly(true))) {
                assertReadsOnly(engine);
            }
        } finally {
            runs("umount", "--lazy", mount.toString());
        }
        try (Tailrace engine = Tailrace.open(config(directory))) {
            assertThat(engine.lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseToWriteWhereTheSealsAreDamagedAndReadThere() throws IOException {
        Path directory = journal();
        Path file = directory.resolve("seal.tailrace");
        byte[] seals = Files.readAllBytes(file);
        seals[seals.length / 2] ^= 1;
        Files.write(file, seals);
        assertThatThrownBy(() -> Tailrace.open(config(directory)))
                .isInstanceOf(CorruptJournalException.class)
                .hasMessageContaining(file.toString());
        try (Tailrace engine = Tailrace.open(config(directory).readOnly(true))) {
            assertReadsOnly(engine);
        }
    }

    @Test
    void shouldRefuseWritesToAnEngineThatOnlyReads() {
        Path directory = journal();
        try (Tailrace engine = Tailrace.open(config(directory).readOnly(true))) {
            assertReadsOnly(engine);
        }
    }

    private static void assertReadsOnly(Tailrace engine) {
        Table table = engine.existingTable("t");
        assertThat(table.exists("a")).isTrue();
        assertThat(table.count()).isEqualTo(1);
        assertThatThrownBy(() -> table.upsert("b")).isInstanceOf(ReadOnlyJournalException.class);
        assertThatThrownBy(() -> table.delete("a").commit()).isInstanceOf(ReadOnlyJournalException.class);
        assertThatThrownBy(() -> engine.table("new")).isInstanceOf(ReadOnlyJournalException.class);
        assertThatThrownBy(() -> engine.existingTable("new")).isInstanceOf(UnknownTableException.class);
        assertThat(engine.lastSequence()).isEqualTo(2);
    }

    private static boolean runs(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
