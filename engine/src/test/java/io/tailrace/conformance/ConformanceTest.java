package io.tailrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the cases of a file in RethinkDB's format: {@code -Dtailrace.cases=path}, by default the project's own copy. The
 * harness translates them to the public API and knows no case by name, but for {@link Difference}.
 */
class ConformanceTest {
    private static final Duration CASE_TIMEOUT = Duration.ofSeconds(60);
    /** Of so many alterations one is tried: of each case another kind, as cases have few of each. */
    private static final int ALTERED_OF = 8;

    private static final Set<String> PACKAGES = Set.of(
            "io.tailrace",
            "io.tailrace.document",
            "io.tailrace.error",
            "io.tailrace.expression",
            "io.tailrace.feed",
            "io.tailrace.query",
            "io.tailrace.conformance");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicContainer> shouldBehaveAsTheCasesSay() {
        List<Case> cases = Case.all();
        return Arrays.stream(Mode.values())
                .map(mode -> DynamicContainer.dynamicContainer(
                        mode.name(),
                        cases.stream()
                                .filter(scenario -> mode.isInvoked() || !scenario.needsClock())
                                .map(scenario -> DynamicTest.dynamicTest(
                                        scenario.id() + " " + mode,
                                        () -> assertTimeoutPreemptively(CASE_TIMEOUT, () -> run(scenario, mode))))));
    }

    private void run(Case scenario, Mode mode) throws IOException {
        Difference difference = Difference.of(scenario);
        if (difference == null) {
            CaseRun.run(scenario, mode, directory(mode));
            return;
        }
        Path first = directory(mode);
        assertThatThrownBy(() -> CaseRun.run(scenario, mode, first))
                .as("differs no more: " + difference)
                .isInstanceOf(CaseFailure.class);
        CaseRun.run(difference.rewritten().apply(scenario), mode, directory(mode));
    }

    private Path directory(Mode mode) throws IOException {
        return mode.needsDirectory() ? Files.createTempDirectory(directory, "case") : null;
    }

    @Test
    @Timeout(600)
    void shouldFailWhenAnyExpectedEventIsAltered() {
        List<String> missed = new ArrayList<>();
        int tried = 0;
        int turn = 0;
        for (Case scenario : Case.all()) {
            Difference difference = Difference.of(scenario);
            Case ours = difference == null ? scenario : difference.rewritten().apply(scenario);
            for (Alteration alteration : Alteration.of(ours)) {
                if (turn++ % ALTERED_OF != 0) {
                    continue;
                }
                tried++;
                try {
                    CaseRun.run(alteration.scenario(), Mode.INVOKED_IN_MEMORY, null);
                    missed.add(scenario.id() + " " + alteration.what());
                } catch (CaseFailure caught) {
                    continue;
                }
            }
        }
        System.out.println("altered expectations: " + tried + " tried, " + (tried - missed.size()) + " caught");
        assertThat(missed).isEmpty();
        assertThat(tried).isPositive();
    }

    @Test
    void shouldUseThePublicApiOnly() {
        JavaClasses classes = new ClassFileImporter().importPackages("io.tailrace.conformance");
        assertThat(classes).isNotEmpty();
        List<String> strange = new ArrayList<>();
        for (JavaClass c : classes) {
            c.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                boolean isTailrace = (target.getPackageName() + ".").startsWith("io.tailrace.");
                if (isTailrace && !PACKAGES.contains(target.getPackageName())) {
                    strange.add(dependency.getDescription());
                }
            });
        }
        assertThat(strange).isEmpty();
    }

    @Test
    void shouldBeTheOnlyCodeThatKnowsACase() throws IOException {
        List<String> ids = Case.all().stream().map(Case::id).toList();
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            boolean isOwn = file.toString().contains("conformance");
            ids.stream()
                    .filter(id -> text.contains('"' + id + '"'))
                    .filter(id -> !isOwn || !file.endsWith("Difference.java"))
                    .forEach(id -> found.add(file + " names " + id));
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("journal/pom.xml"))) {
            root = root.getParent();
        }
        List<Path> files = new ArrayList<>();
        for (String module : List.of("journal", "engine", "bench")) {
            try (Stream<Path> tree = Files.walk(root.resolve(module).resolve("src"))) {
                tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }
}
