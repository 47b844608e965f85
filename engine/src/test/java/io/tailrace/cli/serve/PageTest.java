package io.tailrace.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.demo.MarketBook;
import io.tailrace.write.Acknowledgement;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageTest {
    private static final int KEYS = 50;
    /** Two tables and an order book. */
    private static final int BEFORE = 2 + 2 * MarketBook.LEVELS;

    @TempDir
    private Path directory;

    @TempDir
    private Path profile;

    @Test
    void shouldShowALiveTableSayWhatIsWrongAndGoBackInTime() throws Exception {
        assumeTrue(
                Browser.installed() != null,
                "there is no Chromium to look at the page with: install the package chromium");
        AtomicBoolean stopped = new AtomicBoolean();
        try (Tailrace writing = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = writing.table("quotes");
            new MarketBook(writing, 1).write("ABC", 100.00, 100.02);
            Thread writer = new Thread(() -> write(quotes, stopped));
            writer.start();
            try (Tailrace reading = Tailrace.open(
                            new TailraceConfig().directory(directory).readOnly(true));
                    PageServer server = PageServer.start(reading, directory, 0, SystemNanoClock.INSTANCE);
                    Browser browser = new Browser(profile, server.link() + "&table=quotes")) {
                look(browser, stopped, writer, quotes);
            } finally {
                stopped.set(true);
                writer.join();
            }
        }
    }

    private static void look(Browser browser, AtomicBoolean stopped, Thread writer, Table quotes) throws Exception {
        browser.await("document.querySelectorAll('#rows tbody tr').length == " + KEYS);
        browser.await("Number(document.getElementById('rows').dataset.events) > 100");
        String before = browser.evaluate("document.querySelector('#rows tbody').innerText");
        browser.await("document.querySelector('#rows tbody').innerText != " + quoted(before));
        // At ten thousand updates a second it still answers at once: ten frames take no longer than they should.
        String frames = browser.evaluate("(async () => { const begin = performance.now(); for (let i = 0; i < 10; i++)"
                + " await new Promise(requestAnimationFrame); return performance.now() - begin < 5000; })()");
        assertThat(frames).isEqualTo("true");
        assertThat(browser.evaluate("document.getElementById('engine').innerText"))
                .contains("process ");
        if (System.getProperty("tailrace.screenshot") != null) {
            browser.await("past['changes/s'].values.length > 15");
            browser.screenshot(Path.of(System.getProperty("tailrace.screenshot")));
        }
        browser.dark();
        assertThat(browser.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))
                .isEqualTo("true");

        ask(browser, "row.bid >> 5");
        browser.await("!document.getElementById('error').hidden");
        assertThat(browser.evaluate("document.getElementById('error').textContent"))
                .contains("^");
        assertThat(browser.evaluate("document.getElementById('error').getAttribute('role')"))
                .isEqualTo("alert");
        ask(browser, "row.n < 5");
        browser.await(
                "document.getElementById('error').hidden && document.querySelectorAll('#rows tbody tr').length == 5");

        // Every control can be reached and has a name.
        assertThat(browser.evaluate(
                        "[...document.querySelectorAll('input, select')].filter(e => e.labels.length == 0).length"))
                .isEqualTo("0");
        stopped.set(true);
        writer.join();
        ask(browser, "");
        browser.await("document.getElementById('when').max == "
                + quotes.upsert(KEYS - 1).put("bid", 1).commit().sequence());
        browser.evaluate("(() => { const w = document.getElementById('when'); w.value = " + (BEFORE + 10)
                + "; w.dispatchEvent(new Event('input')); })()");
        browser.await("document.getElementById('state').innerText.includes('10 documents at sequence " + (BEFORE + 10)
                + "')");
        assertThat(quotes.count()).isEqualTo(KEYS);
        play(browser);
        ladder(browser);
    }

    /** What came after the place of the slider comes again, and leads to where it is now. */
    private static void play(Browser browser) throws InterruptedException {
        browser.evaluate("document.getElementById('speed').value = '10000'");
        ask(browser, "row.n == 40");
        browser.await("document.querySelectorAll('#rows tbody tr').length == 0");
        browser.evaluate("document.getElementById('play').click()");
        browser.await("document.getElementById('state').innerText.startsWith('played to sequence')");
        browser.await("!dirty"); // what has come is drawn
        assertThat(browser.evaluate("document.getElementById('play').getAttribute('aria-pressed')"))
                .isEqualTo("false");
        assertThat(browser.evaluate("document.querySelectorAll('#rows tbody tr').length"))
                .isEqualTo("1");
        String played = browser.evaluate("document.querySelector('#rows tbody').innerText");
        browser.evaluate("document.getElementById('now').click()");
        browser.await("document.getElementById('at').innerText == 'now'"
                + " && document.getElementById('state').innerText.startsWith('live')");
        browser.await("!dirty && rows.length == 1");
        assertThat(browser.evaluate("document.querySelector('#rows tbody').innerText"))
                .isEqualTo(played);
    }

    private static void ladder(Browser browser) throws InterruptedException {
        ask(browser, "");
        browser.evaluate("document.querySelector('nav button[data-table=book]').click()");
        browser.await("!document.getElementById('ladder').hidden && document.getElementById('rows').hidden"
                + " && document.querySelectorAll('#ladder tbody tr').length == " + 2 * MarketBook.LEVELS);
        String prices = browser.evaluate("[...document.querySelectorAll('#ladder tbody th')].map(e => e.innerText)");
        assertThat(prices)
                .startsWith("100.11,100.10,")
                .contains(",100.02,100.00,")
                .endsWith(",99.91");
        assertThat(browser.evaluate("document.querySelector('#ladder tbody tr:first-child td.ask').innerText"))
                .matches("\\d+");
        assertThat(browser.evaluate("document.querySelector('#ladder tbody tr:last-child td.bid').innerText"))
                .matches("\\d+");
        assertThat(browser.evaluate("[...document.querySelectorAll('canvas')]"
                        + ".filter(e => e.getAttribute('aria-label').includes('now ')).length"))
                .isEqualTo("4");
        browser.evaluate("(() => { const v = document.getElementById('view'); v.value = 'table';"
                + " v.dispatchEvent(new Event('change')); })()");
        browser.await("document.getElementById('ladder').hidden && !document.getElementById('rows').hidden");
    }

    private static void ask(Browser browser, String filter) throws InterruptedException {
        browser.evaluate("(() => { document.getElementById('filter').value = '" + filter
                + "'; document.getElementById('query').requestSubmit(); })()");
    }

    private static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("\n", "\\\\n")
                        .replace("\t", "\\\\t")
                        .replace("'", "\\\\'") + "'";
    }

    /** Ten thousand updates a second. */
    private static void write(Table quotes, AtomicBoolean stopped) {
        for (int i = 0; i < KEYS; i++) {
            quotes.upsert(i).put("n", i).put("bid", 100.0).commit();
        }
        long begin = System.nanoTime();
        for (long i = 0; !stopped.get(); i++) {
            quotes.upsert(i % KEYS)
                    .put("n", i % KEYS)
                    .put("bid", 100 + i % 977 / 10.0)
                    .commit(Acknowledgement.RECEIVED);
            LockSupport.parkNanos(begin + i * 100_000 - System.nanoTime());
        }
    }
}
