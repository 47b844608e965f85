package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Where the recordings lie. They are no part of the project: a system property names their directory. */
final class Recordings {
    static final String PROPERTY = "tailrace.data";
    static final String MISSING =
            "recordings are not at hand, what they show is not checked: name their directory with -D" + PROPERTY
                    + "=DIRECTORY";

    private Recordings() {}

    /** Ends the test as skipped, with the reason, when no directory is named. */
    static void required() {
        assumeTrue(named(), MISSING);
        assertThat(directory()).isDirectory();
    }

    static Facts facts() throws IOException {
        return Facts.read(directory().resolve("facts.json"));
    }

    static MarketFile market(String instrument) throws IOException {
        return new MarketFile(instrument, lines("binance/" + instrument + "_20240808.gz"));
    }

    static BufferedReader lines(String file) throws IOException {
        GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(directory().resolve(file)), 1 << 16);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    static boolean named() {
        String name = System.getProperty(PROPERTY);
        return name != null && !name.isBlank();
    }

    private static Path directory() {
        return Path.of(System.getProperty(PROPERTY));
    }
}
