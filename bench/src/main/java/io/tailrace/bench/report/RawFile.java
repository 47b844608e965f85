package io.tailrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A raw result.
 *
 * @param name of its file
 * @param json what is in it
 */
record RawFile(String name, Object json) {
    private static final String JMH = "jmh";

    /** All of a directory, by name. */
    static List<RawFile> all(Path directory) throws IOException {
        List<RawFile> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            List<Path> paths;
            try (Stream<Path> list = Files.list(directory)) {
                paths = list.filter(path -> path.toString().endsWith(".json"))
                        .sorted()
                        .toList();
            }
            for (Path path : paths) {
                files.add(new RawFile(path.getFileName().toString(), Json.read(Files.readString(path))));
            }
        }
        return files;
    }

    /** Which command has left it behind. */
    String kind() {
        return json instanceof List ? JMH : text(root().get("kind"));
    }

    Map<?, ?> root() {
        return json instanceof Map<?, ?> map ? map : Map.of();
    }

    Map<?, ?> machine() {
        return root().get("machine") instanceof Map<?, ?> machine ? machine : Map.of();
    }

    boolean isQuick() {
        return Boolean.TRUE.equals(root().get("quick"));
    }

    /** When it was measured, so that later texts are greater. */
    String time() {
        return text(machine().get("time"));
    }

    String jdk() {
        return text(machine().get("jdkFeature"));
    }

    /** The maps of a list, none where there is no such list. */
    static List<Map<?, ?>> maps(Map<?, ?> of, String name) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (of.get(name) instanceof List<?> list) {
            list.forEach(element -> maps.add((Map<?, ?>) element));
        }
        return maps;
    }

    /** The map of that name, empty where there is none. */
    static Map<?, ?> map(Map<?, ?> of, String name) {
        return of.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** Where a block of a page comes from, in one line. */
    String source() {
        StringBuilder line = new StringBuilder("Raw: [")
                .append(name)
                .append("](raw/")
                .append(name)
                .append(")");
        line.append(isQuick() ? ", a quick run" : "");
        machine()
                .forEach((key, value) -> line.append(" · ")
                        .append(key)
                        .append(' ')
                        .append(text(value).isEmpty() ? "none" : value));
        if (root().get("seed") != null) {
            line.append(" · seed ").append(root().get("seed"));
        }
        return line.append(".\n").toString();
    }
}
