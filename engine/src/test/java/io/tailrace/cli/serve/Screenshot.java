package io.tailrace.cli.serve;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the page that {@code tailrace serve} shows, waits for rows or a ladder, and keeps what it sees. */
final class Screenshot {
    private static final int NO_BROWSER = 3;

    private Screenshot() {}

    /** @param args link and file */
    public static void main(String[] args) throws Exception {
        if (Browser.installed() == null) {
            System.exit(NO_BROWSER);
        }
        Path profile = Files.createTempDirectory(Path.of(args[1]).getParent(), "profile");
        try (Browser browser = new Browser(profile, args[0])) {
            browser.await("document.querySelectorAll('#rows tbody tr, #ladder tbody tr').length > 0");
            browser.screenshot(Path.of(args[1]));
        }
    }
}
