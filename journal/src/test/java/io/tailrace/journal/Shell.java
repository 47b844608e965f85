package io.tailrace.journal;

import java.io.IOException;

/** Runs a command of the system. */
final class Shell {
    private Shell() {}

    /** Whether it could be run and succeeded. */
    static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
