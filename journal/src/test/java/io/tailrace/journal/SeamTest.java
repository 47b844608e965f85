package io.tailrace.journal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** That Chronicle Queue stays behind one seam. */
class SeamTest {
    private static final String CHRONICLE = "net.openhft..";

    private static final DescribedPredicate<JavaClass> OF_CHRONICLE = DescribedPredicate.describe(
            "types of " + CHRONICLE, type -> type.getPackageName().startsWith("net.openhft"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tailrace");

    private static ArchRule onlyIn(String prefix) {
        return noClasses()
                .that()
                .haveSimpleNameNotStartingWith(prefix)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CHRONICLE);
    }

    @Test
    void shouldKeepChronicleQueueBehindTheStore() {
        onlyIn("Chronicle").check(CLASSES);
        assertThatThrownBy(() -> onlyIn("Nothing").check(CLASSES))
                .as("the rule sees the classes that do depend on it")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ChronicleBlockStore");
    }

    @Test
    void shouldHaveNoChronicleTypeInAPublicSignature() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(OF_CHRONICLE)
                .orShould()
                .haveRawParameterTypes(DescribedPredicate.describe(
                        "with " + CHRONICLE, types -> types.stream().anyMatch(OF_CHRONICLE)))
                .check(CLASSES);
        assertThat(CLASSES.get(Journal.class).getModifiers().toString()).contains("PUBLIC");
    }
}
