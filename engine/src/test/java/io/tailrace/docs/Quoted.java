package io.tailrace.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The lines of an example that a page shows. */
final class Quoted {
    private static final String BEGIN = "// tag::guide\n";

    private Quoted() {}

    /** As the page has them, in their fence. */
    static String of(String example) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/tailrace/docs/" + example + ".java"));
        int from = source.indexOf(BEGIN) + BEGIN.length();
        return source.substring(from, source.indexOf("            // end::guide", from))
                .lines()
                .map(line -> line.replaceFirst("^ {12}", ""))
                .collect(Collectors.joining("\n", "```java\n", "\n```"));
    }

    /** Those of one part of an example. */
    static String of(String example, String part) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/tailrace/docs/" + example + ".java"));
        String begin = "// tag::" + part + "\n";
        int from = source.indexOf(begin) + begin.length();
        String lines = source.substring(from, source.lastIndexOf('\n', source.indexOf("// end::" + part)));
        return "```java\n" + lines.stripIndent() + "\n```";
    }
}
