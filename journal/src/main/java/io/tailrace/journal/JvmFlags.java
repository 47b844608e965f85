package io.tailrace.journal;

import io.tailrace.error.MissingJvmFlagsException;
import java.util.ArrayList;
import java.util.List;

/** What Agrona and Chronicle Queue need of the JVM, asked for before they are touched. Stateless. */
public final class JvmFlags {
    private static final String[] EXPORTS = {"jdk.internal.misc", "jdk.internal.ref", "sun.nio.ch"};
    private static final String[] OPENS = {"java.lang.reflect", "java.util.zip"};
    private static final int FIRST_WITH_NATIVE_ACCESS = 24;

    private JvmFlags() {}

    /**
     * The flags to start a JVM with, for the JDK this runs on.
     *
     * @return one flag each
     */
    public static List<String> needed() {
        List<String> flags = new ArrayList<>();
        for (String name : EXPORTS) {
            flags.add("--add-exports=java.base/" + name + "=ALL-UNNAMED");
        }
        for (String name : OPENS) {
            flags.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /**
     * Checks that the JVM was started with what is needed. Call it before any buffer is made.
     *
     * @throws MissingJvmFlagsException with the lines to paste
     */
    public static void check() {
        Module base = Object.class.getModule();
        Module ours = JvmFlags.class.getModule();
        boolean complete = true;
        for (String name : EXPORTS) {
            complete &= base.isExported(name, ours);
        }
        for (String name : OPENS) {
            complete &= base.isOpen(name, ours);
        }
        if (!complete) {
            throw new MissingJvmFlagsException("the JVM was started without flags that memory mapping needs; add to the"
                    + " java command:\n" + String.join("\n", needed()));
        }
    }
}
