package io.tailrace.tidy;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rules on compiled classes. The root package is an argument, so that the same rules can be turned on a sample that
 * breaks them. Each rule answers with a line a violation: who, what, where.
 */
final class ClassRules {
    /** Which packages (under the root; "" is the root itself) a package may use. */
    static final Map<String, Set<String>> DIRECTIONS = Map.ofEntries(
            Map.entry("error", Set.of()),
            Map.entry("bytes", Set.of()),
            Map.entry("document", Set.of("bytes", "error")),
            Map.entry("index", Set.of("bytes", "error")),
            Map.entry("journal", Set.of("bytes", "error", "document", "index")),
            Map.entry("write", Set.of("bytes", "error", "document", "index", "journal", "expression")),
            Map.entry("expression", Set.of("bytes", "error", "document", "index")),
            Map.entry("query", Set.of("bytes", "error", "document", "index", "journal", "expression")),
            Map.entry("metrics", Set.of("error")),
            Map.entry("mapping", Set.of("error", "document")),
            Map.entry(
                    "feed", Set.of("bytes", "error", "document", "index", "journal", "expression", "query", "metrics")),
            Map.entry("json", Set.of("bytes", "error", "document")),
            Map.entry(
                    "",
                    Set.of(
                            "bytes",
                            "error",
                            "document",
                            "index",
                            "journal",
                            "expression",
                            "write",
                            "query",
                            "feed",
                            "json",
                            "mapping",
                            "metrics")),
            Map.entry(
                    "cli",
                    Set.of(
                            "",
                            "bytes",
                            "error",
                            "document",
                            "journal",
                            "expression",
                            "write",
                            "query",
                            "feed",
                            "json",
                            "metrics",
                            "cli.console",
                            "cli.options",
                            "cli.demo",
                            "cli.load",
                            "cli.stat",
                            "cli.doctor",
                            "cli.serve")),
            Map.entry("cli.console", Set.of("document", "feed")),
            Map.entry(
                    "cli.options",
                    Set.of(
                            "",
                            "bytes",
                            "document",
                            "error",
                            "expression",
                            "feed",
                            "journal",
                            "json",
                            "query",
                            "cli.console")),
            Map.entry("cli.demo", Set.of("", "document", "feed", "query", "cli.console")),
            Map.entry("cli.load", Set.of("", "document", "error", "json", "write")),
            Map.entry("cli.stat", Set.of("document", "metrics")),
            Map.entry("cli.doctor", Set.of("error", "journal", "metrics", "cli.stat")),
            Map.entry(
                    "cli.serve",
                    Set.of(
                            "",
                            "document",
                            "error",
                            "expression",
                            "feed",
                            "journal",
                            "metrics",
                            "query",
                            "cli.console",
                            "cli.options",
                            "cli.stat")));

    /** Packages in which every call may be in the way of a change. */
    private static final Set<String> HOT =
            Set.of("bytes", "document", "index", "journal", "expression", "write", "query", "feed");

    /** Libraries and the packages that may touch them; Chronicle Queue is a rule of its own. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "com.lmax.disruptor", Set.of("write"),
            "org.objectweb.asm", Set.of("expression"),
            "com.fasterxml.jackson", Set.of("json"),
            "io.micrometer", Set.of("metrics"),
            "picocli", Set.of("cli", "cli.options", "cli.serve"),
            "org.HdrHistogram", Set.of("cli.demo"),
            "org.slf4j", Set.of());

    private static final Set<String> BOXES = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double");

    private final String root;

    ClassRules(String root) {
        this.root = root;
    }

    List<String> packagesLookTheirWay(JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass c : classes) {
            Set<String> allowed = DIRECTIONS.get(place(c));
            if (allowed == null) {
                found.add(c.getName() + " lies in a package that has no direction");
                continue;
            }
            c.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(root))
                    .filter(target -> !place(target).equals(place(c)) && !allowed.contains(place(target)))
                    .map(target -> c.getName() + " uses " + target.getName())
                    .distinct()
                    .forEach(found::add);
        }
        return found;
    }

    List<String> librariesStayBehindTheirSeams(JavaClasses classes) {
        Set<String> found = new TreeSet<>();
        for (JavaClass c : classes) {
            c.getDirectDependenciesFromSelf().forEach(dependency -> {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getName();
                boolean chronicle =
                        target.startsWith("net.openhft.") && !outermost(c).startsWith("Chronicle");
                boolean other = LIBRARIES.entrySet().stream()
                        .anyMatch(library -> target.startsWith(library.getKey() + ".")
                                && !library.getValue().contains(place(c)));
                if (chronicle || other) {
                    found.add(c.getName() + " uses " + target);
                }
            });
        }
        return List.copyOf(found);
    }

    /** But for the class that makes a stream of a feed, of which whoever asks for it is told that it allocates. */
    List<String> hotPackagesDoNotStream(JavaClasses classes) {
        return calls(
                classes,
                c -> hot(c) && !outermost(c).equals("FeedStream"),
                access -> owner(access).startsWith("java.util.stream.")
                        || access.getTarget().getName().equals("stream")
                                && owner(access).startsWith("java."));
    }

    List<String> hotPackagesDoNotFormat(JavaClasses classes) {
        return calls(
                classes,
                this::hot,
                access -> owner(access).equals("java.lang.String")
                        && (named(access, "format") || named(access, "formatted")));
    }

    /** Boxing outside {@code toString}, which nobody calls in the way of a change. */
    List<String> hotPackagesDoNotBox(JavaClasses classes) {
        return calls(
                classes,
                this::hot,
                access -> BOXES.contains(owner(access))
                        && named(access, "valueOf")
                        && !access.getOrigin().getName().equals("toString")
                        && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                        && target.getRawParameterTypes().size() == 1
                        && target.getRawParameterTypes().get(0).isPrimitive());
    }

    List<String> onlyClocksReadTheTime(JavaClasses classes) {
        return calls(
                classes,
                c -> !outermost(c).endsWith("Clock"),
                access -> owner(access).equals("java.lang.System")
                                && (named(access, "nanoTime") || named(access, "currentTimeMillis"))
                        || owner(access).startsWith("java.time.") && named(access, "now"));
    }

    List<String> onlyConfigurationsReadProperties(JavaClasses classes) {
        return calls(
                classes,
                c -> !outermost(c).endsWith("Config") && !outermost(c).equals("JvmFlags"),
                access -> owner(access).equals("java.lang.System")
                                && (named(access, "getProperty")
                                        || named(access, "getenv")
                                        || named(access, "getProperties"))
                        || owner(access).equals("java.lang.Integer") && named(access, "getInteger")
                        || owner(access).equals("java.lang.Long") && named(access, "getLong")
                        || owner(access).equals("java.lang.Boolean") && named(access, "getBoolean"));
    }

    List<String> nobodySleeps(JavaClasses classes) {
        return calls(classes, c -> true, access -> owner(access).equals("java.lang.Thread") && named(access, "sleep"));
    }

    List<String> onlyTheCommandLinePrints(JavaClasses classes) {
        List<String> found =
                new ArrayList<>(calls(classes, c -> !commandLine(c), access -> named(access, "printStackTrace")));
        for (JavaClass c : classes) {
            if (!commandLine(c)) {
                c.getFieldAccessesFromSelf().stream()
                        .filter(access -> owner(access).equals("java.lang.System"))
                        .map(JavaAccess::getDescription)
                        .forEach(found::add);
            }
        }
        return found;
    }

    /**
     * No static field that can be set again, and none whose value is a collection, a counter or a buffer to be filled.
     */
    List<String> nothingStaticChanges(JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass c : classes) {
            for (JavaField field : c.getFields()) {
                boolean fixed = field.getModifiers().contains(JavaModifier.FINAL);
                boolean written = !field.getModifiers().contains(JavaModifier.SYNTHETIC);
                if (field.getModifiers().contains(JavaModifier.STATIC) && written && !fixed) {
                    found.add(field.getFullName() + " is static and not final");
                }
            }
            c.getStaticInitializer().map(JavaCodeUnit::getConstructorCallsFromSelf).orElse(Set.of()).stream()
                    .filter(call -> canBeFilled(call.getTargetOwner()))
                    .map(call -> c.getName() + " keeps a static " + owner(call))
                    .forEach(found::add);
        }
        found.addAll(calls(
                classes,
                c -> true,
                access -> owner(access).equals("java.lang.ThreadLocal")
                        && named(access, "withInitial")
                        && access.getOrigin().getName().equals("<clinit>")));
        return found;
    }

    private static boolean canBeFilled(JavaClass type) {
        return Set.of(
                                "java.util.Map",
                                "java.util.Collection",
                                "java.lang.ThreadLocal",
                                "java.lang.StringBuilder",
                                "org.agrona.MutableDirectBuffer")
                        .stream()
                        .anyMatch(type::isAssignableTo)
                || type.getPackageName().startsWith("java.util.concurrent.atomic");
    }

    private List<String> calls(JavaClasses classes, Predicate<JavaClass> who, Predicate<JavaAccess<?>> what) {
        List<String> found = new ArrayList<>();
        for (JavaClass c : classes) {
            if (who.test(c)) {
                c.getCodeUnitAccessesFromSelf().stream()
                        .filter(what)
                        .map(JavaAccess::getDescription)
                        .forEach(found::add);
            }
        }
        return found;
    }

    private boolean hot(JavaClass c) {
        return HOT.contains(place(c));
    }

    private boolean commandLine(JavaClass c) {
        return place(c).equals("cli") || place(c).startsWith("cli.");
    }

    /** The package of a class, seen from the root: "" for the root itself. */
    private String place(JavaClass c) {
        String name = c.getPackageName();
        return name.equals(root) ? "" : name.startsWith(root + ".") ? name.substring(root.length() + 1) : name;
    }

    private static String outermost(JavaClass c) {
        JavaClass outer = c;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }

    private static String owner(JavaAccess<?> access) {
        return access.getTargetOwner().getName();
    }

    private static boolean named(JavaAccess<?> access, String name) {
        return ((HasName) access.getTarget()).getName().equals(name);
    }

    static String lines(List<String> violations) {
        return violations.stream().sorted().collect(Collectors.joining("\n", "\n", "\n"));
    }
}
