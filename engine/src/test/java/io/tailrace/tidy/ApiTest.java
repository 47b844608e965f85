package io.tailrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what users may name to one list, {@code api.txt}. */
class ApiTest {
    private static final String ROOT = "io.tailrace.";

    private static final JavaClasses CLASSES = Product.CLASSES;
    private final Set<String> api = api();

    private static Set<String> api() {
        try (InputStream in = ApiTest.class.getResourceAsStream("api.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(ROOT::concat)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldListOnlyTypesThatArePublic() {
        Set<String> wrong = new TreeSet<>(api);
        wrong.removeIf(name -> CLASSES.contain(name) && isOpen(CLASSES.get(name)));
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldNameNoOtherTypeInWhatUsersCall() {
        assertThat(named(api)).isEmpty();
    }

    @Test
    void shouldHideWhatIsPublicForOurOwnPackagesAlone() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass c : ours()) {
            Path source = TidyTest.source(module(c), "main").resolve(c.getName().replace('.', '/') + ".java");
            if (!Files.readString(source).contains("\n * @hidden\n")) {
                wrong.add(c.getName());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldMakeNothingPublicThatNoOtherPackageNeeds() {
        Set<String> wrong = new TreeSet<>();
        Set<String> askedByTests = Set.of(
                ROOT + "journal.JvmFlags", // the docs are compared with it
                ROOT + "cli.demo.MarketBook"); // the page shows it
        for (JavaClass c : ours()) {
            boolean needed = c.getDirectDependenciesToSelf().stream()
                    .anyMatch(use -> !use.getOriginClass().getPackageName().equals(c.getPackageName()));
            if (!needed && !askedByTests.contains(c.getName())) {
                wrong.add(c.getName());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Public types that are not on the list. */
    private List<JavaClass> ours() {
        return CLASSES.stream()
                .filter(c -> c.isTopLevelClass() && isOpen(c) && !api.contains(c.getName()))
                .filter(c -> !c.getPackageName().startsWith(ROOT + "bench"))
                .toList();
    }

    private static String module(JavaClass c) {
        return Files.exists(
                        TidyTest.source("journal", "main").resolve(c.getName().replace('.', '/') + ".java"))
                ? "journal"
                : "engine";
    }

    @Test
    void shouldCatchATypeThatIsNotOnTheList() {
        Set<String> fewer = new TreeSet<>(api);
        fewer.remove("io.tailrace.feed.ChangesOptions");
        assertThat(named(fewer)).anyMatch(line -> line.contains("ChangesOptions"));
    }

    private Set<String> named(Set<String> allowed) {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass c : CLASSES) {
            if (!allowed.contains(outermost(c).getName()) || !isOpen(c)) {
                continue;
            }
            c.getInterfaces().forEach(type -> check(allowed, c.getName(), type.toErasure(), wrong));
            c.getSuperclass().ifPresent(type -> check(allowed, c.getName(), type.toErasure(), wrong));
            c.getMembers().stream()
                    .filter(member -> isOpen(member.getModifiers()))
                    .forEach(
                            member -> types(member).forEach(type -> check(allowed, member.getFullName(), type, wrong)));
        }
        return wrong;
    }

    private static Stream<JavaClass> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream())
                .flatMap(all -> all);
    }

    private static void check(Set<String> allowed, String where, JavaClass type, Set<String> wrong) {
        JavaClass base = outermost(type.getBaseComponentType());
        if (base.getName().startsWith(ROOT) && !allowed.contains(base.getName())) {
            wrong.add(where + " names " + base.getName());
        }
    }

    private static boolean isOpen(JavaClass c) {
        return isOpen(c.getModifiers())
                && c.getEnclosingClass().map(ApiTest::isOpen).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static JavaClass outermost(JavaClass c) {
        return c.getEnclosingClass().map(ApiTest::outermost).orElse(c);
    }
}
