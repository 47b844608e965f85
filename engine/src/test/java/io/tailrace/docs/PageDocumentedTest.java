package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page on the page names every parameter that its endpoints know. */
@Timeout(60)
class PageDocumentedTest {
    private static final Path ENDPOINTS = Path.of("src/main/java/io/tailrace/cli/serve");
    private static final Pattern ASKED = Pattern.compile("asked\\.(?:get|flag|number)\\(\"(\\w+)\"");

    @Test
    void shouldNameEveryParameter() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String name : new String[] {"ServedTables", "ServedChanges"}) {
            Matcher asked = ASKED.matcher(Files.readString(ENDPOINTS.resolve(name + ".java")));
            while (asked.find()) {
                known.add(asked.group(1));
            }
        }
        assertThat(known).hasSizeGreaterThan(10);
        String page = Files.readString(Path.of("docs/page.md"));
        assertThat(known).allSatisfy(parameter -> assertThat(page).contains("`" + parameter + "`"));
    }
}
