package io.tailrace.journal;

import io.tailrace.error.MissingJvmFlagsException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What Agrona and Chronicle Queue need of the JVM, asked for before they are touched. Stateless.
 *
 * <p>On the class path flags are given to all that lies there, on the module path to the modules that use them.
 *
 * @hidden
 */
public final class JvmFlags {
    /** Agrona asks for the first of each; Chronicle Queue for the others too. */
    private static final String[] EXPORTS = {"jdk.internal.misc", "jdk.internal.ref", "sun.nio.ch"};

    private static final String[] OPENS = {"java.util.zip", "java.lang.reflect"};
    private static final int OF_AGRONA = 1;

    /** The modules that ask for them. */
    private static final String[] LIBRARIES = {"org.agrona", "chronicle.core"};
    /** The modules that load native code. */
    private static final String[] NATIVE = {"com.sun.jna", "org.jnrproject.jffi"};

    private static final int FIRST_WITH_NATIVE_ACCESS = 24;
    private static final String CLASS_PATH = "ALL-UNNAMED";

    /** What libraries without a description of their modules use of others, which nobody resolves for them. */
    private static final String[] UNSAID = {
        "sun.misc.Unsafe", "org.slf4j.LoggerFactory", "org.objectweb.asm.ClassVisitor"
    };

    private static final String ALL_MODULES = "--add-modules=ALL-MODULE-PATH,jdk.unsupported";

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
            flags.add("--enable-native-access=" + names(modules(NATIVE)));
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
        String file = isModule() ? "tailrace-modules.args" : "tailrace.args";
        return new MissingJvmFlagsException("the JVM was started without flags that " + what
                + " needs; start it with this line, or with java @" + file + ":\njava " + String.join(" ", flags));
    }

    /** The first of those to export and to open, or of these only what this JVM does not have. */
    private static List<String> flags(int exports, int opens, boolean onlyMissing) {
        Module base = Object.class.getModule();
        Set<Module> libraries = modules(LIBRARIES);
        List<String> flags = new ArrayList<>();
        if (isModule() && !(onlyMissing && isThere(UNSAID))) {
            flags.add(ALL_MODULES);
        }
        for (int i = 0; i < exports; i++) {
            if (!onlyMissing || !isOpen(base, EXPORTS[i], libraries, false)) {
                flags.add("--add-exports=java.base/" + EXPORTS[i] + "=" + names(libraries));
            }
        }
        for (int i = 0; i < opens; i++) {
            if (!onlyMissing || !isOpen(base, OPENS[i], libraries, true)) {
                flags.add("--add-opens=java.base/" + OPENS[i] + "=" + names(libraries));
            }
        }
        return flags;
    }

    private static boolean isOpen(Module base, String name, Set<Module> libraries, boolean toReflection) {
        for (Module library : libraries) {
            if (toReflection ? !base.isOpen(name, library) : !base.isExported(name, library)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isModule() {
        return JvmFlags.class.getModule().isNamed();
    }

    /** Where libraries are: modules of these names, or what is on the class path. */
    private static Set<Module> modules(String... names) {
        Module classPath = JvmFlags.class.getClassLoader().getUnnamedModule();
        ModuleLayer layer = JvmFlags.class.getModule().getLayer(); // null on the class path
        Set<Module> modules = new LinkedHashSet<>();
        for (String name : names) {
            modules.add(layer == null ? classPath : layer.findModule(name).orElse(classPath));
        }
        return modules;
    }

    private static String names(Set<Module> modules) {
        List<String> names = new ArrayList<>();
        for (Module module : modules) {
            names.add(module.isNamed() ? module.getName() : CLASS_PATH);
        }
        return String.join(",", names);
    }

    private static boolean isThere(String... classes) {
        try {
            for (String name : classes) {
                Class.forName(name, false, JvmFlags.class.getClassLoader());
            }
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
