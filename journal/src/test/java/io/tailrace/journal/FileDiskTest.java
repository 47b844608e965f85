package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What file systems do beside what one expects of them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FileDiskTest {
    @TempDir
    Path base;

    private final FileDisk disk =
            new FileDisk(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    @Test
    void shouldMakeDirectoriesBesideSomebodyWhoMakesTheSameOnesAbove() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                Path above = base.resolve("above" + round);
                CyclicBarrier barrier = new CyclicBarrier(2);
                Callable<Void> first = making(barrier, above.resolve("first"));
                Callable<Void> second = making(barrier, above.resolve("second"));
                for (Future<Void> done : two.invokeAll(List.of(first, second))) {
                    done.get();
                }
                assertThat(above.resolve("first")).isDirectory();
                assertThat(above.resolve("second")).isDirectory();
            }
        } finally {
            two.shutdown();
        }
    }

    private Callable<Void> making(CyclicBarrier barrier, Path directory) {
        return () -> {
            barrier.await();
            disk.makeDirectory(directory);
            return null;
        };
    }

    @Test
    void shouldLeaveADirectoryAsItIsAndRefuseAFile() throws IOException {
        Path directory = Files.createDirectory(base.resolve("directory"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        disk.makeDirectory(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwxr-x---");
        Path file = Files.createFile(base.resolve("file"));
        assertThatThrownBy(() -> disk.makeDirectory(file)).isInstanceOf(IOException.class);
    }

    /** The kernel's own files refuse a mode as those of vfat do, and can be written all the same. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldTakePermissionsAsTheyAreWhereTheFileSystemKnowsNoOthers() throws IOException {
        Path file = Path.of("/proc/self/comm");
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        assertThatThrownBy(() -> Files.setPosixFilePermissions(file, owner)).isInstanceOf(FileSystemException.class);
        FileDisk.permit(file, owner);
    }
}
