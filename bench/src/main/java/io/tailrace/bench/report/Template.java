package io.tailrace.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The prose of a page, written by hand, with places for blocks that are generated. It holds no figures. */
final class Template {
    /** Where there is nothing to tell. */
    static final String MISSING = "Not measured yet.\n";

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String text;

    /** Of that page. */
    Template(String page) throws IOException {
        try (InputStream file = Template.class.getResourceAsStream(page)) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The lines that are not generated. */
    List<String> prose() {
        return text.lines().filter(line -> !line.startsWith(OPEN)).toList();
    }

    /** The page; a block that is empty leaves a sentence. */
    String filled(Map<String, String> blocks) {
        StringBuilder page = new StringBuilder();
        text.lines().forEach(line -> {
            if (line.startsWith(OPEN) && line.endsWith(CLOSE)) {
                String name = line.substring(OPEN.length(), line.length() - CLOSE.length());
                String block = blocks.get(name);
                if (block == null) {
                    throw new IllegalStateException("no block is made for " + line);
                }
                page.append(block.isEmpty() ? MISSING : block);
            } else {
                page.append(line).append('\n');
            }
        });
        return page.toString();
    }
}
