package io.tailrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Holds the code to the house rules, and shows for each rule that it catches what breaks it. */
class TidyTest {
    private static final String SAMPLE = "io.tailrace.tidy.sample";
    private static final Path ROOT = root();

    private final SourceRules main =
            SourceRules.under(source("journal", "main"), source("engine", "main"), source("bench", "main"));
    private final SourceRules tests = SourceRules.under(
                    source("journal", "test"), source("engine", "test"), source("bench", "test"))
            .without(source("engine", "test").resolve("io/tailrace/tidy/sample"));

    @TestFactory
    Stream<DynamicTest> shouldHoldEveryRuleOnClasses() {
        JavaClasses classes = Product.CLASSES;
        ClassRules rules = new ClassRules("io.tailrace");
        return Stream.of(Rule.values())
                .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
                    List<String> left = Allowances.without(rule, rule.check.apply(rules, classes));
                    none(left);
                }));
    }

    @TestFactory
    Stream<DynamicTest> shouldCatchClassesThatBreakARule() {
        JavaClasses classes = new ClassFileImporter().importPackages(SAMPLE);
        ClassRules rules = new ClassRules(SAMPLE);
        return Stream.of(Rule.values())
                .map(rule -> DynamicTest.dynamicTest(
                        rule.name(),
                        () -> assertThat(rule.check.apply(rules, classes)).hasSizeGreaterThanOrEqualTo(rule.canaries)));
    }

    @TestFactory
    Stream<DynamicTest> shouldNeedEveryAllowanceThatIsListed() {
        JavaClasses classes = Product.CLASSES;
        ClassRules rules = new ClassRules("io.tailrace");
        return Allowances.ALL.stream()
                .map(allowance -> DynamicTest.dynamicTest(
                        allowance.toString(),
                        () -> assertThat(allowance.rule().check.apply(rules, classes))
                                .anyMatch(allowance::covers)));
    }

    @Test
    void shouldKeepSourcesShortAndFinished() {
        assertThat(main.files()).isNotEmpty();
        List<String> violations = new ArrayList<>();
        for (SourceRules sources : List.of(main, tests)) {
            violations.addAll(sources.filesAreShort());
            violations.addAll(sources.linesAreShort());
            violations.addAll(sources.nothingIsUnfinished());
            violations.addAll(sources.noTestIsSwitchedOff());
            violations.addAll(sources.nobodySleeps());
            violations.addAll(sources.namesSaySomething());
            violations.addAll(sources.variablesAreBare());
            violations.addAll(sources.tagsEndBare());
        }
        violations.addAll(main.rulesAreTold());
        none(violations);
    }

    @Test
    void shouldKeepNinetyNineMethodsOfAHundredShort() {
        List<SourceRules.Method> methods = main.methods();
        List<SourceRules.Method> longOnes = methods.stream()
                .filter(method -> method.lines() > SourceRules.METHOD_LINES)
                .toList();
        assertThat(longOnes.size() * 100).as(longOnes.toString()).isLessThanOrEqualTo(methods.size());
    }

    @Test
    void shouldDocumentWhatIsPublic() {
        none(SourceRules.under(source("journal", "main"), source("engine", "main"))
                .whatIsPublicIsDocumented());
        none(main.packagesIntroduceThemselves());
    }

    @Test
    void shouldNameTestsAsSentences() {
        none(tests.testsAreSentences());
    }

    @Test
    void shouldCatchSourcesThatBreakARule(@TempDir Path directory) throws IOException {
        String body = "        int x = 1;\n".repeat(SourceRules.FILE_LINES);
        Path sample = directory.resolve("SampleManager.java");
        Files.writeString(
                sample,
                "import org.assertj.core.api.Assum" + "ptions;\npublic class SampleManager {\n    // as in R16, TO"
                        + "DO and FIX" + "ME\n    @Disa"
                        + "bled @Test void works() {\n"
                        + body + "    }\n    public int getX() { Thread.sl" + "eep(1); return 1; }\n"
                        + "    /** @param y is it. */\n    void speaks(fin"
                        + "al int y) { try { works(); } catch (Exception e" + "x) { } }\n"
                        + "    public interface Inner { int bare(); }\n    //" + "-".repeat(SourceRules.COLUMNS)
                        + "\n}\n");
        SourceRules rules = SourceRules.of(sample);

        assertThat(rules.filesAreShort()).hasSize(1);
        assertThat(rules.linesAreShort()).hasSize(1);
        assertThat(rules.nothingIsUnfinished()).hasSize(1);
        assertThat(rules.rulesAreTold()).hasSize(1);
        assertThat(rules.noTestIsSwitchedOff()).hasSize(2);
        assertThat(rules.nobodySleeps()).hasSize(1);
        assertThat(rules.namesSaySomething()).hasSize(2);
        assertThat(rules.variablesAreBare()).hasSize(2);
        assertThat(rules.tagsEndBare()).hasSize(1);
        assertThat(rules.testsAreSentences()).hasSize(1);
        assertThat(rules.packagesIntroduceThemselves()).hasSize(1);
        assertThat(rules.methods()).anyMatch(method -> method.lines() > SourceRules.METHOD_LINES);
        assertThat(rules.whatIsPublicIsDocumented()).hasSize(4);
    }

    private static void none(List<String> violations) {
        if (!violations.isEmpty()) {
            fail(ClassRules.lines(violations));
        }
    }

    static Path source(String module, String set) {
        return ROOT.resolve(module).resolve("src").resolve(set).resolve("java");
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("perf-reports"))
                && !Files.exists(directory.resolve("journal/pom.xml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** The rules on classes, each with the number of places in the sample that break it. */
    enum Rule {
        PACKAGES_LOOK_THEIR_WAY(ClassRules::packagesLookTheirWay, 1),
        LIBRARIES_STAY_BEHIND_THEIR_SEAMS(ClassRules::librariesStayBehindTheirSeams, 1),
        HOT_PACKAGES_DO_NOT_STREAM(ClassRules::hotPackagesDoNotStream, 1),
        HOT_PACKAGES_DO_NOT_FORMAT(ClassRules::hotPackagesDoNotFormat, 2),
        HOT_PACKAGES_DO_NOT_BOX(ClassRules::hotPackagesDoNotBox, 1),
        ONLY_CLOCKS_READ_THE_TIME(ClassRules::onlyClocksReadTheTime, 2),
        ONLY_CONFIGURATIONS_READ_PROPERTIES(ClassRules::onlyConfigurationsReadProperties, 2),
        NOBODY_SLEEPS(ClassRules::nobodySleeps, 1),
        ONLY_THE_COMMAND_LINE_PRINTS(ClassRules::onlyTheCommandLinePrints, 2),
        NOTHING_STATIC_CHANGES(ClassRules::nothingStaticChanges, 4);

        final BiFunction<ClassRules, JavaClasses, List<String>> check;
        final int canaries;

        Rule(BiFunction<ClassRules, JavaClasses, List<String>> check, int canaries) {
            this.check = check;
            this.canaries = canaries;
        }
    }
}
