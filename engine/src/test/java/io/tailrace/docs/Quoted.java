package io.tailrace.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lines of examples that pages show: what stands in a source between {@code tag::name} and {@code end::name}. */
final class Quoted {
    private static final Pattern PART =
            Pattern.compile("[ \t]*// tag::(\\w+)\n(.*?)\n[ \t]*// end::\\1\\b", Pattern.DOTALL);
    private static final List<Path> SOURCES =
            List.of(Path.of("src/test/java/io/tailrace/docs"), Path.of("src/test/java/io/tailrace/examples"));

    private Quoted() {}

    /**
     * One part of an example.
     *
     * @param example the class
     * @param name of the part
     * @param block as a page has it, in its fence
     */
    record Part(String example, String name, String block) {}

    /** All that a page may quote. */
    static List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path directory : SOURCES) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher part = PART.matcher(Files.readString(file));
                    while (part.find()) {
                        parts.add(new Part(
                                file.getFileName().toString().replace(".java", ""),
                                part.group(1),
                                "```java\n" + part.group(2).stripIndent() + "\n```"));
                    }
                }
            }
        }
        return parts;
    }
}
