package io.tailrace.tidy;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Rules on source files, read as text and as the compiler's syntax trees (parsed, not compiled). */
final class SourceRules {
    static final int FILE_LINES = 800;
    static final int COLUMNS = 120;
    static final int METHOD_LINES = 50;

    /** Built from parts, so that this file does not break its own rule. */
    private static final List<Pattern> UNFINISHED =
            List.of(Pattern.compile("\\b" + "TO" + "DO\\b"), Pattern.compile("\\bFIX" + "ME\\b"));

    private static final Pattern SKIPPED = Pattern.compile("@Disa" + "bled\\b|assertj.core.api.Assum" + "ptions");
    private static final Pattern RULE_NUMBER = Pattern.compile("\\bR\\d{2,3}\\b");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(");
    private static final Pattern TAG = Pattern.compile("^@(param|return|throws) ");
    private static final Pattern VAGUE = Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils)");
    private static final Pattern ACCESSOR = Pattern.compile("(?!getAll)(get|set)[A-Z].*");

    private final List<Path> files;

    private SourceRules(List<Path> files) {
        this.files = files;
    }

    /** All Java files under the directories that exist. */
    static SourceRules under(Path... directories) {
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> walk = Files.walk(directory)) {
                    walk.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return new SourceRules(files);
    }

    /** The same without the files below a directory. */
    SourceRules without(Path directory) {
        return new SourceRules(
                files.stream().filter(file -> !file.startsWith(directory)).toList());
    }

    static SourceRules of(Path... files) {
        return new SourceRules(List.of(files));
    }

    List<Path> files() {
        return files;
    }

    List<String> filesAreShort() {
        return files.stream()
                .filter(file -> lines(file).size() > FILE_LINES)
                .map(file -> file + " lines=" + lines(file).size() + " limit=" + FILE_LINES)
                .toList();
    }

    List<String> linesAreShort() {
        return linesThat(line -> line.length() > COLUMNS, "is longer than " + COLUMNS + " columns");
    }

    List<String> nothingIsUnfinished() {
        return linesThat(
                line -> UNFINISHED.stream().anyMatch(p -> p.matcher(line).find()), "is unfinished");
    }

    /** The numbers of the conformance test are explained in the docs only; whoever reads code is told in words. */
    List<String> rulesAreTold() {
        return linesThat(line -> RULE_NUMBER.matcher(line).find(), "gives a rule by its number");
    }

    /** What AssertJ throws for an assumption is an error to JUnit where TestNG is on the class path. */
    List<String> noTestIsSwitchedOff() {
        return linesThat(line -> SKIPPED.matcher(line).find(), "switches a test off, or skips it by AssertJ");
    }

    List<String> nobodySleeps() {
        return linesThat(line -> SLEEP.matcher(line).find(), "sleeps");
    }

    /** Every method with the lines of its body. */
    List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        scan((scanner, tree) -> {
            if (tree instanceof MethodTree method && method.getBody() != null) {
                methods.add(new Method(scanner.place(method), scanner.lines(method.getBody())));
            }
        });
        return methods;
    }

    /** Public types, and the public methods and constructors of public types, that say nothing about themselves. */
    List<String> whatIsPublicIsDocumented() {
        List<String> found = new ArrayList<>();
        scan((scanner, tree) -> {
            if (!(tree instanceof VariableTree)
                    && scanner.isPublic()
                    && !scanner.overrides(tree)
                    && !scanner.documented()) {
                found.add(scanner.place(tree) + " is public and has no Javadoc");
            }
        });
        return found;
    }

    List<String> namesSaySomething() {
        List<String> found = new ArrayList<>();
        scan((scanner, tree) -> {
            if (tree instanceof ClassTree type
                    && VAGUE.matcher(type.getSimpleName()).matches()) {
                found.add(scanner.place(tree) + " has a name that says nothing");
            } else if (tree instanceof MethodTree method
                    && !method.getModifiers().getFlags().contains(Modifier.PRIVATE)
                    && !scanner.overrides(tree)
                    && ACCESSOR.matcher(method.getName()).matches()) {
                found.add(scanner.place(tree) + " has a get or set prefix");
            }
        });
        return found;
    }

    /** Test methods whose names are not sentences. */
    List<String> testsAreSentences() {
        List<String> found = new ArrayList<>();
        scan((scanner, tree) -> {
            if (tree instanceof MethodTree method
                    && annotated(method.getModifiers(), Set.of("Test", "ParameterizedTest", "RepeatedTest"))
                    && !method.getName().toString().startsWith("should")) {
                found.add(scanner.place(tree) + " is a test and not named should...");
            }
        });
        return found;
    }

    /** One dialect: no {@code final} on parameters and locals, {@code e} for what is caught. */
    List<String> variablesAreBare() {
        List<String> found = new ArrayList<>();
        scan((scanner, tree) -> {
            if (tree instanceof VariableTree variable && scanner.isLocal()) {
                if (variable.getModifiers().getFlags().contains(Modifier.FINAL) && !scanner.isIn(TryTree.class)) {
                    found.add(scanner.place(tree) + " is a parameter or a local and says final");
                }
                if (scanner.isIn(CatchTree.class) && variable.getName().contentEquals("ex")) {
                    found.add(scanner.place(tree) + " is caught and not named e");
                }
            }
        });
        return found;
    }

    /** The text of a tag is no sentence: a dot ends it only where others follow one another. */
    List<String> tagsEndBare() {
        List<String> found = new ArrayList<>();
        scan((scanner, tree) -> {
            String text = scanner.comment();
            if (text != null) {
                for (String tag : text.split("(?m)^ *(?=@)")) {
                    String said = tag.strip().replaceAll("\\s+", " ");
                    if (TAG.matcher(said).find() && said.endsWith(".") && said.indexOf(". ") < 0) {
                        found.add(scanner.place(tree) + " ends a tag with a dot: " + said);
                    }
                }
            }
        });
        return found;
    }

    List<String> packagesIntroduceThemselves() {
        return files.stream()
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                .map(directory -> directory + " has no package-info.java")
                .toList();
    }

    private static boolean annotated(ModifiersTree modifiers, Set<String> names) {
        return modifiers.getAnnotations().stream()
                .anyMatch(annotation ->
                        names.contains(annotation.getAnnotationType().toString()));
    }

    private List<String> linesThat(java.util.function.Predicate<String> test, String what) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (test.test(lines.get(i))) {
                    found.add(file + ":" + (i + 1) + " " + what);
                }
            }
        }
        return found;
    }

    private void scan(Visit visit) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (files.isEmpty()) {
            return;
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, trees, visit).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Method(String place, int lines) {}

    private interface Visit {
        void visit(Scanner scanner, Tree tree);
    }

    /** Visits types and methods and knows where it stands. */
    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final Visit visit;

        Scanner(CompilationUnitTree unit, DocTrees trees, Visit visit) {
            this.unit = unit;
            this.trees = trees;
            this.visit = visit;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!type.getSimpleName().isEmpty()) {
                visit.visit(this, type);
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            visit.visit(this, method);
            return super.visitMethod(method, nothing);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
            visit.visit(this, variable);
            return super.visitVariable(variable, nothing);
        }

        String place(Tree tree) {
            Object name = tree instanceof MethodTree method
                    ? method.getName()
                    : tree instanceof VariableTree variable ? variable.getName() : ((ClassTree) tree).getSimpleName();
            return unit.getSourceFile().getName() + ":" + line(start(tree)) + " " + name;
        }

        int lines(Tree tree) {
            return (int) (line(trees.getSourcePositions().getEndPosition(unit, tree)) - line(start(tree)) + 1);
        }

        boolean documented() {
            return comment() != null;
        }

        String comment() {
            return trees.getDocComment(getCurrentPath());
        }

        /** Whether the variable under the scanner is no field. */
        boolean isLocal() {
            return !isIn(ClassTree.class);
        }

        boolean isIn(Class<? extends Tree> kind) {
            return kind.isInstance(getCurrentPath().getParentPath().getLeaf());
        }

        boolean overrides(Tree tree) {
            return tree instanceof MethodTree method && annotated(method.getModifiers(), Set.of("Override"));
        }

        /** Whether the tree under the scanner and every type around it is public. */
        boolean isPublic() {
            boolean inInterface = false;
            for (Tree tree : getCurrentPath()) {
                if (tree instanceof ClassTree type) {
                    boolean listed = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                    if (!listed && !(tree == getCurrentPath().getLeaf() && inInterface())) {
                        return false;
                    }
                } else if (tree instanceof MethodTree method) {
                    inInterface = inInterface();
                    if (!inInterface && !method.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean inInterface() {
            return getCurrentPath().getParentPath() != null
                    && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree parent
                    && (parent.getKind() == Tree.Kind.INTERFACE || parent.getKind() == Tree.Kind.ANNOTATION_TYPE);
        }

        private long start(Tree tree) {
            return trees.getSourcePositions().getStartPosition(unit, tree);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
