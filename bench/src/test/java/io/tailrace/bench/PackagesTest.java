package io.tailrace.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Packages look one way, and nobody looks up at the command line. */
class PackagesTest {
    private static final ArchRule NO_CYCLES =
            slices().matching("io.tailrace.bench.(**)").should().beFreeOfCycles();
    private static final ArchRule NOBODY_LOOKS_UP = noClasses()
            .that()
            .resideInAPackage("io.tailrace.bench.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tailrace.bench");

    @Test
    void shouldLookOneWay() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.tailrace.bench");
        assertThat(classes.size()).isGreaterThan(150);
        NO_CYCLES.check(classes);
        NOBODY_LOOKS_UP.check(classes);
    }

    /** Tests of packages below ask for the command line, which looks at these packages. */
    @Test
    void shouldCatchWhoLooksUp() {
        JavaClasses withTests = new ClassFileImporter().importPackagesOf(CommandsTest.class);
        assertThat(NOBODY_LOOKS_UP.evaluate(withTests).hasViolation()).isTrue();
    }

    @Test
    void shouldCatchACycle() {
        JavaClasses sample = new ClassFileImporter().importPackages("io.tailrace.bench.sample");
        assertThat(NO_CYCLES.evaluate(sample).hasViolation()).isTrue();
    }
}
