package io.tailrace.crash;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.error.TailraceException;
import java.nio.file.Path;

/** Tries to open a journal for writing and says on stdout what came of it. */
final class OpeningProcess {
    private OpeningProcess() {}

    public static void main(String[] arguments) {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(Path.of(arguments[0])))) {
            System.out.println("opened at " + engine.lastSequence());
        } catch (TailraceException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
