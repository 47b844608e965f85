package io.tailrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds messages to what they advise: a method that one names is there, public, on the class at hand or on the one that
 * is named before it.
 */
class AdviceTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern CALL = Pattern.compile("(?:(\\w+)\\.)?\\b([a-z]\\w*)\\(");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");

    /** Whose messages are made in a class that users do not see. */
    private static final Map<String, List<String>> SPEAKS_FOR = Map.of(
            "OpenValues", List.of("DocumentWriter"),
            "Rejections", List.of("Document"),
            "QueryPlan", List.of("Query"),
            "FeedOpening", List.of("Query"),
            "AfterSteps", List.of("Expressions"),
            "Transforms", List.of("Expressions"),
            "Subscriptions", List.of("Tailrace"),
            "Plan", List.of("Expressions"),
            "Nodes", List.of("Expressions"),
            "StaleViewException", List.of("Change", "Document", "Value"));

    /** The text of expressions has functions that Java has not. */
    private static final List<String> OF_EXPRESSION_TEXT = List.of("has");

    /** How messages call things whose class has another name. */
    private static final Map<String, String> CALLED = Map.of("engine", "Tailrace");

    private final Map<String, Class<?>> classes = new HashMap<>();

    @Test
    void shouldAdviseOnlyWhatThereIs() throws IOException {
        List<Path> files = sources();
        assertThat(files).hasSizeGreaterThan(200);
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Path file : files) {
            String name = simpleName(file);
            for (String message : messages(Files.readString(file))) {
                Matcher call = CALL.matcher(message);
                while (call.find()) {
                    calls++;
                    check(name, call.group(1), call.group(2), message, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(calls).isGreaterThan(50);
    }

    @Test
    void shouldNoticeAdviceThatNamesNothing() throws IOException {
        sources();
        List<String> wrong = new ArrayList<>();
        check("Write", null, "putNull", "use putNull(name)", wrong);
        check("Write", "table", "update", "begin with table.update(key)", wrong);
        check("StaleViewException", null, "copy", "keep what copy() returns", wrong);
        assertThat(wrong).isEmpty();
        check("Write", null, "putNothing", "use putNothing(name)", wrong);
        check("Write", "table", "putNull", "begin with table.putNull(key)", wrong);
        check("Write", "nobody", "update", "nobody.update(key)", wrong);
        check("StaleViewException", null, "longValue", "longValue(name)", wrong);
        assertThat(wrong).hasSize(4);
        assertThat(messages("x(\"use \"\n + \"putNull(name)\") /* \"not that(one)\" */ + \"call(\""))
                .containsExactly("use putNull(name)");
    }

    private void check(String file, String of, String method, String message, List<String> wrong) {
        List<String> owners = of == null
                ? SPEAKS_FOR.getOrDefault(file, List.of(file))
                : List.of(CALLED.getOrDefault(of, of.substring(0, 1).toUpperCase(Locale.ROOT) + of.substring(1)));
        if (of == null && OF_EXPRESSION_TEXT.contains(method) && owners.contains("Expressions")) {
            return;
        }
        if (!owners.stream().allMatch(owner -> has(classes.get(owner), method))) {
            wrong.add(file + " advises " + (of == null ? "" : of + ".") + method + "(..), which is not on " + owners
                    + ": " + message);
        }
    }

    private static boolean has(Class<?> type, String method) {
        if (type == null || !Modifier.isPublic(type.getModifiers())) {
            return false;
        }
        for (Method one : type.getMethods()) {
            if (one.getName().equals(method)) {
                return true;
            }
        }
        return false;
    }

    /** The texts of a source that are sentences. */
    private static List<String> messages(String source) {
        String joined = JOINED.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("");
        List<String> messages = new ArrayList<>();
        Matcher literal = LITERAL.matcher(joined);
        while (literal.find()) {
            if (literal.group(1).contains(" ")) {
                messages.add(literal.group(1));
            }
        }
        return messages;
    }

    private List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("journal", "engine")) {
            Path root = TidyTest.source(module, "main");
            try (Stream<Path> walk = Files.walk(root)) {
                walk.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().contains("/cli/") && !file.endsWith("package-info.java"))
                        .forEach(file -> {
                            files.add(file);
                            String path = root.relativize(file).toString();
                            classes.put(simpleName(file), load(path.replace('/', '.')));
                        });
            }
        }
        return files;
    }

    private static String simpleName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".java".length());
    }

    private static Class<?> load(String path) {
        try {
            return Class.forName(
                    path.substring(0, path.length() - ".java".length()), false, AdviceTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(path, e);
        }
    }
}
