package io.tailrace.bench;

import java.util.ArrayList;
import java.util.List;

/** The JVM flags of a process that is started without an executable jar's manifest, such as a fork of JMH. */
final class ForkFlags {
    private static final int UNSAFE_WARNS_SINCE = 24;

    private ForkFlags() {}

    /** The flags for this JDK. */
    static List<String> list() {
        List<String> flags = new ArrayList<>(List.of(
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-opens=java.base/java.util.zip=ALL-UNNAMED"));
        if (Runtime.version().feature() >= UNSAFE_WARNS_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }
}
