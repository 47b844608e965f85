package io.tailrace.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.bench.Main;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Row;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.Work;
import io.tailrace.bench.report.Json;
import io.tailrace.bench.rows.Load;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersTest {
    private static final int ROWS = 500;
    private static final int SYMBOLS = 10;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @EnumSource(
            value = PeerSide.class,
            names = {"TAILRACE", "TAILRACE_SHARED", "HAND", "HAND_WRITER", "HAND_LAMBDAS"})
    void shouldTellEverySubscriberWhatIsRight(PeerSide side) throws Exception {
        for (Screens screens :
                List.of(new Screens(Screens.Kind.RANGE, 30), new Screens(Screens.Kind.EQUALITY, SYMBOLS))) {
            Peer peer = side.peer();
            Map<String, Object> found = run(peer, screens);
            peer.end();
            assertThat((double) found.get("updatesPerSecond")).isPositive();
            assertThat((long) found.get("deliveries")).isPositive();
            assertThat((List<?>) found.get("loads")).hasSize(1);
            assertThat(peer.facts()).containsKeys("threads", "durability", "settings");
        }
    }

    private Map<String, Object> run(Peer peer, Screens screens) throws Exception {
        PeerEffort effort = new PeerEffort();
        effort.most = 2_000;
        effort.warmUpSeconds = 0.01;
        effort.seconds = 0.01;
        effort.loadSeconds = 0.05;
        effort.patienceSeconds = 0.2;
        effort.loads = List.of(new Load("1000", 1_000, 0));
        Updates updates = new Updates(1, ROWS, SYMBOLS, 777);
        return new PeerRun(peer, new PeerWork(updates, screens), effort)
                .run(directory.resolve(screens.id() + peer.hashCode()));
    }

    @Test
    void shouldNoticeAChangeThatWasNotTold() {
        assertThatThrownBy(() -> run(new RowsInAnArray(ROWS + 40, 0), new Screens(Screens.Kind.EQUALITY, SYMBOLS)))
                .isInstanceOf(PeerRun.PeerFault.class)
                .hasMessageMatching("told=\\d+ expected=\\d+.*");
    }

    @Test
    void shouldNoticeARowThatIsNotTheRightOne() {
        assertThatThrownBy(() -> run(new RowsInAnArray(0, ROWS + 40), new Screens(Screens.Kind.RANGE, 100)))
                .isInstanceOf(PeerRun.PeerFault.class)
                .hasMessageContaining("holds other rows than it should");
    }

    @Test
    void shouldTakeQueriesThatStandBeforeTheRowsCome() throws Exception {
        Map<String, Object> found = run(
                new RowsInAnArray(0, 0) {
                    @Override
                    public boolean subscribesFirst() {
                        return true;
                    }

                    @Override
                    public boolean tellsOnManyThreads() {
                        return true;
                    }
                },
                new Screens(Screens.Kind.RANGE, 100));
        assertThat((long) found.get("deliveries")).isPositive();
    }

    @Test
    void shouldHearWhatAnotherJvmFinds() throws Exception {
        assertThat(PeerProcess.run(List.of(JAVA, "-version"), Duration.ofMinutes(1)))
                .hasEntrySatisfying(
                        "fault", fault -> assertThat(fault.toString()).startsWith("ended with code=0 and no result"));
        assertThat(PeerProcess.run(List.of("sh", "-c", "echo hello; echo '{\"a\": 1}'"), Duration.ofMinutes(1)))
                .containsEntry("a", 1);
        assertThat(PeerProcess.run(List.of("tail", "-f", "/dev/null"), Duration.ofMillis(200)))
                .hasEntrySatisfying(
                        "fault", fault -> assertThat(fault.toString()).contains("code=137"));
    }

    @Test
    void shouldMeasureWhoIsThereAndSayWhoIsNot() throws IOException {
        Path json = directory.resolve("made/peers.json");
        int code = run(
                "--sides=tailrace,hand,esper",
                "--screens=range-3",
                "--rows=" + ROWS,
                "--rounds=1",
                "--warm-up=0.05",
                "--seconds=0.05",
                "--load-seconds=0.05",
                "--loads=1000",
                "--most=5000",
                "--heap=256m",
                "--peers=" + directory.resolve("none"),
                "--dir=" + directory,
                "--save=" + json);
        assertThat(code).as(out + "\n" + errors).isZero();
        assertThat(out.toString())
                .contains("left out, for it is not built in", ": Esper")
                .contains("# 2 of 2 told every subscriber what is right");
        Map<?, ?> root = (Map<?, ?>) Json.read(Files.readString(json));
        List<?> cells = (List<?>) root.get("cells");
        assertThat(cells).hasSize(2);
        Map<?, ?> hand = (Map<?, ?>) cells.get(1);
        assertThat(hand.get("exact")).isEqualTo(true);
        assertThat(hand.get("timesOurs")).isNotNull();
        assertThat((List<?>) hand.get("runs")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--screens=range-0", "--screens=other-5", "--rounds=0", "--rows=0", "--sides=nobody", "--most=0"
            })
    void shouldRefuseWhatCannotBeMeasured(String option) throws IOException {
        assertThat(run(option)).isEqualTo(2);
    }

    private int run(String... options) throws IOException {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(errors));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "peers";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return commandLine.execute(arguments);
    }

    /** Tells in the call of the producer; may leave out one change, or tell of another row. */
    private static class RowsInAnArray implements Peer {
        private final long lost;
        private final long mistaken;
        private Work work;
        private Row[] rows;
        private Told told;

        RowsInAnArray(long lost, long mistaken) {
            this.lost = lost;
            this.mistaken = mistaken;
        }

        @Override
        public void open(Work asked, Path unused, long mostUpdates) {
            work = asked;
            rows = new Row[work.rows()];
        }

        @Override
        public void subscribe(Told toTell) {
            told = toTell;
        }

        @Override
        public void send(int key, double price, long number, long sentNs) {
            Row before = rows[key];
            Row after = work.row(key, price, number, sentNs);
            rows[key] = after;
            if (told == null || lost > 0 && number == lost) {
                return;
            }
            Row shown = mistaken > 0 && number >= mistaken ? work.row(key, price, number + 1, sentNs) : after;
            for (int query = 0; query < work.queries(); query++) {
                if (work.matches(query, before) || work.matches(query, after)) {
                    told.told(work, query, before, shown);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }

        @Override
        public void end() {}
    }
}
