package io.tailrace.journal;

import io.tailrace.error.MissingJvmFlagsException;
import java.util.ArrayList;
import java.util.List;

/**
 * What Agrona and Chronicle Queue need of the JVM, asked for before they are touched. Stateless.
 *
 * @hidden
 */
public final class JvmFlags {
    /** Agrona asks for the first of each; Chronicle Queue for the others too. */
    private static final String[] EXPORTS = {"jdk.internal.misc", "jdk.internal.ref", "sun.nio.ch"};

    private static final String[] OPENS = {"java.util.zip", "java.lang.reflect"};
    private static final int OF_AGRONA = 1;
    private static final int FIRST_WITH_NATIVE_ACCESS = 24;

    private JvmFlags() {}

    /**
     * The flags to start a JVM with that has journals in directories, for the JDK this runs on.
     *
     * @return one flag each
     */
    public static List<String> needed() {
        return needed(Runtime.version().feature());
    }

    /**
     * The flags to start a JVM with that has journals in directories.
     *
     * @param feature of the JDK, 17 or more
     * @return one flag each
     */
    public static List<String> needed(int feature) {
        List<String> flags = flags(EXPORTS.length, OPENS.length, false);
        if (feature >= FIRST_WITH_NATIVE_ACCESS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /**
     * The flags to start a JVM with that has journals in memory only, on any JDK.
     *
     * @return one flag each
     */
    public static List<String> neededInMemory() {
        return flags(OF_AGRONA, OF_AGRONA, false);
    }

    /**
     * Checks that the JVM was started with what is needed. Call it before any buffer is made.
     *
     * @throws MissingJvmFlagsException with the line to paste
     */
    public static void check() {
        if (!flags(EXPORTS.length, OPENS.length, true).isEmpty()) {
            throw missing("mapping a journal", needed());
        }
    }

    /**
     * Checks that the JVM was started with what a journal in memory needs, which is less.
     *
     * @throws MissingJvmFlagsException with the line to paste
     */
    public static void checkInMemory() {
        if (!flags(OF_AGRONA, OF_AGRONA, true).isEmpty()) {
            throw missing("a journal in memory", neededInMemory());
        }
    }

    private static MissingJvmFlagsException missing(String what, List<String> flags) {
        return new MissingJvmFlagsException("the JVM was started without flags that " + what
                + " needs; start it with this line, or with java @tailrace.args:\njava " + String.join(" ", flags));
    }

    /** The first of those to export and to open, or of these only what this JVM does not have. */
    private static List<String> flags(int exports, int opens, boolean onlyMissing) {
        Module base = Object.class.getModule();
        Module ours = JvmFlags.class.getModule();
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < exports; i++) {
            if (!onlyMissing || !base.isExported(EXPORTS[i], ours)) {
                flags.add("--add-exports=java.base/" + EXPORTS[i] + "=ALL-UNNAMED");
            }
        }
        for (int i = 0; i < opens; i++) {
            if (!onlyMissing || !base.isOpen(OPENS[i], ours)) {
                flags.add("--add-opens=java.base/" + OPENS[i] + "=ALL-UNNAMED");
            }
        }
        return flags;
    }
}
