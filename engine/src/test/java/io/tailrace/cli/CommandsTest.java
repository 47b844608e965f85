package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a journal of a few quotes. */
@Timeout(60)
class CommandsTest {
    private static final String OPERATIONS = """
        {"op":"upsert","table":"quotes","doc":{"id":"b","bid":1.5},"ts":1000000000}
        {"op":"upsert","table":"quotes","doc":{"id":"a","bid":2},"ts":1100000000}
        {"op":"update","table":"quotes","key":"b","doc":{"bid":1.75},"ts":1200000000}
        {"op":"upsert","table":"other","doc":{"id":[1,"x"]},"ts":1300000000}
        {"op":"delete","table":"quotes","key":"a","ts":2500000000}
        """;

    @TempDir
    private static Path shared;

    /** Loaded once and only read. */
    private static String directory;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void load() {
        directory = shared.resolve("journal").toString();
        CommandLineRun run = CommandLineRun.withInput(OPERATIONS, "load", "--dir", directory, "--ops", "-");
        assertThat(run.err()).doesNotContain("error");
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.lastLine())
                .startsWith("{\"operations\":5,\"inserted\":3,\"replaced\":1,\"unchanged\":0,\"deleted\":1,"
                        + "\"skipped\":0,\"errors\":0,\"lastSequence\":7,\"seconds\":");
    }

    private static CommandLineRun cursor(String command, String... options) {
        List<String> args = new ArrayList<>(List.of("cursor", command, "--dir", directory));
        args.addAll(List.of(options));
        return CommandLineRun.of(args.toArray(new String[0]));
    }

    private static CommandLineRun run(String command, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = command;
        args[1] = "--dir";
        args[2] = directory;
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandLineRun.of(args);
    }

    private static List<String> tail(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "--table";
        args[1] = "quotes";
        System.arraycopy(options, 0, args, 2, options.length);
        CommandLineRun run = run("tail", args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(0);
        return run.lines();
    }

    @Test
    void shouldLoadOntoTheDiskWhatIsToSurviveTheLossOfPower() {
        String own = temporary.resolve("own").toString();
        CommandLineRun run = CommandLineRun.withInput(OPERATIONS, "load", "--dir", own, "--ops", "--sync", "-");
        assertThat(run.err()).doesNotContain("error");
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.lastLine()).contains("\"operations\":5,\"inserted\":3,", "\"lastSequence\":7");
    }

    @Test
    void shouldGetADocument() {
        CommandLineRun run = run("read", "--table", "quotes", "b");

        assertThat(run.out()).isEqualTo("{\"bid\":1.75,\"id\":\"b\"}\n");
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run("read", "--table", "other", "[1,\"x\"]").out()).isEqualTo("{\"id\":[1,\"x\"]}\n");
    }

    @Test
    void shouldTellWhenThereIsNoDocument() {
        CommandLineRun run = run("read", "--table", "quotes", "a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("error: no document with this key: key=a\n");
    }

    @Test
    void shouldTakeANegativeNumberAsAKey() {
        assertThat(run("read", "--table", "quotes", "-5").err())
                .isEqualTo("error: no document with this key: key=-5\n");
    }

    @Test
    void shouldTellWhenThereIsNoTable() {
        for (String command : List.of("scan", "tail")) {
            CommandLineRun run = run(command, "--table", "nothing");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("error: ").contains("nothing").hasLineCount(1);
        }
    }

    @Test
    void shouldTellWhenThereIsNoJournal() {
        for (String command : List.of("info", "snapshot", "verify")) {
            CommandLineRun run = CommandLineRun.of(
                    command, "--dir", temporary.resolve("none").toString());
            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err()).startsWith("error: ").contains("none").hasLineCount(1);
        }
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void shouldScanInKeyOrder() {
        String own = temporary.resolve("own").toString();
        CommandLineRun.withInput(
                "{\"id\":\"b\"}\n{\"id\":\"aa\"}\n{\"id\":-1}\n{\"id\":true}", "load", "--dir", own, "-");

        assertThat(CommandLineRun.of("scan", "--dir", own, "--table", "documents")
                        .lines())
                .containsExactly("{\"id\":true}", "{\"id\":-1}", "{\"id\":\"aa\"}", "{\"id\":\"b\"}");
    }

    @Test
    void shouldTailEveryChange() {
        assertThat(tail())
                .containsExactly(
                        "{\"seq\":2,\"old_val\":null,\"new_val\":{\"bid\":1.5,\"id\":\"b\"}}",
                        "{\"seq\":3,\"old_val\":null,\"new_val\":{\"bid\":2,\"id\":\"a\"}}",
                        "{\"seq\":4,\"old_val\":{\"bid\":1.5,\"id\":\"b\"},\"new_val\":{\"bid\":1.75,\"id\":\"b\"}}",
                        "{\"seq\":7,\"old_val\":{\"bid\":2,\"id\":\"a\"},\"new_val\":null}");
        assertThat(tail()).isEqualTo(tail("--from", "start", "--until", "end", "--squash", "false"));
    }

    @Test
    void shouldTailBetweenBoundsInclusive() {
        assertThat(tail("--from", "3", "--until", "4"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("{\"seq\":3,");
        assertThat(tail("--count", "1")).hasSize(1);
        assertThat(tail("--count", "0")).isEmpty();
        assertThat(tail("--from", "end")).isEmpty();
        assertThat(tail("--from", "8")).isEmpty();
        assertThat(tail("--until", "100")).hasSize(4);
        assertThat(tail("--follow", "--until", "7")).hasSize(4);
        assertThat(tail("--follow", "--count", "3")).hasSize(3);
    }

    @Test
    void shouldTailSquashedPluckedAndTyped() {
        assertThat(tail("--squash", "true", "--include-types"))
                .containsExactly(
                        "{\"seq\":4,\"type\":\"add\",\"old_val\":null,\"new_val\":{\"bid\":1.75,\"id\":\"b\"}}");
        assertThat(tail("--squash", "1", "--pluck", "bid"))
                .containsExactly(
                        "{\"seq\":4,\"old_val\":null,\"new_val\":{\"bid\":1.75}}",
                        "{\"seq\":3,\"old_val\":null,\"new_val\":{\"bid\":2}}",
                        "{\"seq\":7,\"old_val\":{\"bid\":2},\"new_val\":null}");
        assertThat(tail("--pluck", "id,nothing", "--include-types"))
                .containsExactly(
                        "{\"seq\":2,\"type\":\"add\",\"old_val\":null,\"new_val\":{\"id\":\"b\"}}",
                        "{\"seq\":3,\"type\":\"add\",\"old_val\":null,\"new_val\":{\"id\":\"a\"}}",
                        "{\"seq\":7,\"type\":\"remove\",\"old_val\":{\"id\":\"a\"},\"new_val\":null}");
    }

    @Test
    void shouldTellWhatAJournalHolds() {
        assertThat(run("info").lastLine())
                .contains("{\"name\":\"other\",\"key\":\"id\",\"count\":1}")
                .contains("{\"name\":\"quotes\",\"key\":\"id\",\"count\":1}")
                .contains("\"firstSequence\":1,\"lastSequence\":7,\"segments\":1,\"usedBytes\":");
    }

    @Test
    void shouldVerifyASoundJournal() {
        CommandLineRun run = run("verify");

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.lastLine()).startsWith("{\"sound\":true,").contains("\"changes\":7");
    }

    @Test
    void shouldPlayAgain() {
        List<String> tail = tail("--include-types");
        CommandLineRun all = run("replay", "--table", "quotes", "--include-types");
        assertThat(all.err()).isEmpty();
        assertThat(all.lines()).isEqualTo(tail);
        assertThat(run("replay", "--table", "quotes", "--include-types", "--speed", "1000000x")
                        .lines())
                .isEqualTo(tail);
        String digest = run("replay", "--table", "quotes", "--digest").out();
        assertThat(digest)
                .startsWith("{\"events\":" + tail.size() + ",\"sha256\":\"")
                .hasLineCount(1);
        assertThat(run("replay", "--table", "quotes", "--digest", "--speed", "1e9")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("replay", "--table", "quotes", "--digest", "--speed", "1000000x")
                        .out())
                .isEqualTo(digest);
        assertThat(run("replay", "--table", "quotes", "--squash", "true").exitCode())
                .isEqualTo(2);
        String[] stepping = {"replay", "--dir", directory, "--table", "quotes", "--include-types", "--speed", "step"};
        assertThat(CommandLineRun.withInput("\n\n", stepping).lines()).isEqualTo(tail.subList(0, 2));
        assertThat(run("replay", "--table", "quotes", "--include-types", "--from", "1970-01-01T00:00:02.5Z")
                        .lines())
                .isEqualTo(tail.subList(tail.size() - 1, tail.size()));
    }

    @Test
    void shouldExportAndImportAStretch() {
        String file = temporary.resolve("stretch").toString();
        String into = temporary.resolve("imported").toString();
        CommandLineRun export = run("export", "--from", "4", "--into", file);
        assertThat(export.err()).isEmpty();
        assertThat(export.lastLine()).startsWith("{\"from\":4,\"until\":7,\"stateChanges\":");
        CommandLineRun imported = CommandLineRun.of("import", "--into", into, file);
        assertThat(imported.err()).isEmpty();
        assertThat(imported.lastLine()).isEqualTo(export.lastLine());
        assertThat(CommandLineRun.of("scan", "--dir", into, "--table", "quotes").lines())
                .isEqualTo(run("scan", "--table", "quotes").lines());
        String lines = temporary.resolve("lines").toString();
        assertThat(run("export", "--from", "0", "--format", "json", "--into", lines)
                        .exitCode())
                .isZero();
        assertThat(temporary.resolve("lines")).content().hasLineCount(5).startsWith("{\"op\":\"upsert\",");
    }

    @Test
    void shouldExportUnderAnotherNameUntilTheFileIsWhole() throws IOException {
        for (String format : List.of("native", "json")) {
            Path work = Files.writeString(temporary.resolve("half.unfinished"), "of a killed export");
            CommandLineRun export = run(
                    "export",
                    "--from",
                    "0",
                    "--format",
                    format,
                    "--into",
                    temporary.resolve("half").toString());
            assertThat(export.exitCode()).isEqualTo(1);
            assertThat(export.err()).contains("another export writes there, or one was killed", work.toString());
            assertThat(work).hasContent("of a killed export");
            assertThat(temporary.resolve("half")).doesNotExist();
        }
    }

    @Test
    void shouldTellInALineOfWhatHasNoCaller() throws IOException {
        Path copy = temporary.resolve("copy");
        DirectoryCopy.of(Path.of(directory), copy);
        Files.delete(copy.resolve("metrics.tailrace"));
        Files.createDirectories(copy.resolve("metrics.tailrace").resolve("in the way"));
        CommandLineRun snapshot = CommandLineRun.of("snapshot", "--dir", copy.toString());
        assertThat(snapshot.exitCode()).isZero();
        assertThat(snapshot.err())
                .startsWith("error: there are no metrics for other processes")
                .hasLineCount(1);
        CommandLineRun cursor = CommandLineRun.of("cursor", "delete", "--dir", copy.toString(), "none");
        assertThat(cursor.err())
                .startsWith("error: there are no metrics for other processes")
                .endsWith("no such cursor: cursor=none\n")
                .hasLineCount(2);
    }

    @Test
    void shouldSayWhatStandsInThePlaceOfAJournal() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThat(CommandLineRun.withInput("", "load", "--dir", file.toString(), "-")
                        .err())
                .isEqualTo("error: not a directory: directory=" + file + ": check the path\n");
        CommandLineRun verify = CommandLineRun.of("verify", "--dir", temporary.toString());
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.err()).contains("holds no journal").doesNotContain("salvage");
        Files.createDirectory(temporary.resolve("metrics.tailrace"));
        assertThat(CommandLineRun.of("stat", "--dir", temporary.toString(), "--count", "1")
                        .err())
                .contains("no file stands there, but a directory", "metrics.tailrace: move it elsewhere");
    }

    @Test
    void shouldTellWhatDiffers() {
        List<String> all = run("diff", "--from", "0").lines();
        assertThat(all).hasSize(2).allMatch(line -> line.contains("\"type\":\"add\",\"old_val\":null,\"new_val\":{"));
        List<String> last = run("diff", "--from", "1970-01-01T00:00:02.4Z", "--until", "7", "--table", "quotes")
                .lines();
        assertThat(last)
                .singleElement()
                .asString()
                .startsWith("{\"table\":\"quotes\",\"type\":\"remove\",\"old_val\":{")
                .endsWith(",\"new_val\":null}");
    }

    @Test
    void shouldReadAndScanAsItWas() {
        List<String> now = run("scan", "--table", "quotes").lines();
        List<String> end = run("scan", "--table", "quotes", "--as-of", "7").lines();
        assertThat(end).isEqualTo(now);
        List<String> before = run("scan", "--table", "quotes", "--as-of", "1970-01-01T00:00:02.4Z")
                .lines();
        assertThat(before).isNotEqualTo(now).anyMatch(line -> line.contains("\"a\""));
        assertThat(run("read", "--table", "quotes", "a").exitCode()).isEqualTo(1);
        CommandLineRun read = run("read", "--table", "quotes", "a", "--as-of", "1970-01-01T00:00:02.4Z");
        assertThat(read.exitCode()).isZero();
        assertThat(read.lastLine()).contains("\"id\":\"a\"");
        assertThat(run("scan", "--table", "quotes", "--as-of", "8").err()).contains("sequence=8", "last=7");
        assertThat(run("scan", "--table", "quotes", "--as-of", "yesterday").exitCode())
                .isEqualTo(2);
        CommandLineRun negative = run("scan", "--table", "quotes", "--limit", "-5");
        assertThat(negative.exitCode()).isEqualTo(2);
        assertThat(negative.err()).contains("--limit -5 must not be negative");
    }

    @Test
    void shouldSalvageWhatIsWholeOfADamagedJournal() throws IOException {
        Path damaged = DirectoryCopy.of(Path.of(directory), temporary.resolve("damaged"));
        Path segment = damaged.resolve("19700101-01F.cq4");
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("TRBK") + 100;
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        CommandLineRun verify = CommandLineRun.of("verify", "--dir", damaged.toString());
        assertThat(verify.err()).contains("java -jar tailrace.jar salvage --dir " + damaged + " --into ");

        Path whole = temporary.resolve("whole");
        CommandLineRun run = CommandLineRun.of("salvage", "--dir", damaged.toString(), "--into", whole.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine())
                .startsWith("{\"complete\":false,\"holes\":false,")
                .contains("\"lost\":[{");
        assertThat(CommandLineRun.of("verify", "--dir", whole.toString()).exitCode())
                .isZero();
        assertThat(CommandLineRun.of("salvage", "--dir", damaged.toString(), "--into", whole.toString())
                        .err())
                .contains("not empty");
        CommandLineRun all = CommandLineRun.of(
                "salvage",
                "--dir",
                directory,
                "--into",
                temporary.resolve("all").toString(),
                "--holes");
        assertThat(all.exitCode()).isZero();
        assertThat(all.err()).isEmpty();
        assertThat(all.lastLine())
                .startsWith("{\"complete\":true,\"holes\":true,")
                .contains("\"newSequence\":7,");
    }

    @Test
    void shouldCompactAndTellWhatIsLeft() throws IOException {
        String own =
                DirectoryCopy.of(Path.of(directory), temporary.resolve("own")).toString();
        CommandLineRun run = CommandLineRun.of("compact", "--dir", own, "--keep-bytes", "0", "--keep-age", "PT1H");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
        assertThat(run.lastLine())
                .isEqualTo("{\"snapshot\":\"snapshot-0000000000000000007.tailrace\",\"sequence\":7,\"segments\":0,"
                        + "\"bytes\":0,\"oldestSequence\":1}");
        assertThat(CommandLineRun.of("info", "--dir", own).lastLine())
                .contains("\"firstSequence\":1,", "\"retiredSegments\":0,");
        assertThat(CommandLineRun.of("verify", "--dir", own).lastLine())
                .contains("\"retiredSegments\":0,", "\"snapshots\":1,");
        assertThat(CommandLineRun.of("compact", "--dir", own, "--keep-bytes", "-1")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void shouldListShowMoveAndDeleteCursors() {
        assertThat(cursor("list").out()).isEmpty();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(Path.of(directory)))) {
            engine.existingTable("quotes")
                    .changes(ChangesOptions.squash(false).cursor("risk"))
                    .close();
        }
        CommandLineRun listed = cursor("list");
        assertThat(listed.lastLine())
                .startsWith("{\"cursor\":\"risk\",\"sequence\":7,\"end\":7,\"events\":0,\"lag\":0,\"initial\":false,")
                .contains("\"query\":\"table(\\\"quotes\\\").changes(squash(false))\"");
        assertThat(cursor("move", "risk", "--to", "3").exitCode()).isEqualTo(0);
        assertThat(cursor("show", "risk").lastLine()).contains("\"sequence\":3,", "\"lag\":4,", "\"query\":\"\"");
        assertThat(cursor("move", "risk", "--to", "8").exitCode()).isEqualTo(1);
        assertThat(cursor("move", "none", "--to", "3").err()).contains("no such cursor: cursor=none, there are: risk");
        assertThat(cursor("delete", "risk").exitCode()).isEqualTo(0);
        assertThat(cursor("delete", "risk").exitCode()).isEqualTo(1);
        assertThat(cursor("move", "risk", "--to", "3").err()).contains("cursor=risk, there are: none");
        assertThat(cursor("show", "risk").err()).contains("no such cursor: cursor=risk");
    }

    @Test
    void shouldTakeASnapshotAndListThoseThereAre() {
        assertThat(run("snapshot", "--list").out()).isEmpty();
        CommandLineRun run = run("snapshot");
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.lastLine())
                .startsWith("{\"file\":\"snapshot-0000000000000000007.tailrace\",\"sequence\":7,")
                .contains("\"documents\":2,\"changes\":0,\"bytes\":");
        assertThat(run("snapshot", "--list").lines()).containsExactly(run.lastLine());
        assertThat(run("verify").lastLine()).startsWith("{\"sound\":true,").contains("\"snapshots\":1,");
        assertThat(run("info").lastLine()).contains("\"count\":1");
    }

    @Test
    void shouldGoOnAfterAMalformedLineUnlessToldToBeStrict() {
        String input = "{\"id\":1}\n{\"id\":2,}\n\n{\"id\":3}\n";
        String own = temporary.resolve("own").toString();

        CommandLineRun lenient = CommandLineRun.withInput(input, "load", "--dir", own, "-");
        CommandLineRun strict = CommandLineRun.withInput(input, "load", "--dir", own, "--strict", "-");

        assertThat(lenient.exitCode()).isEqualTo(1);
        assertThat(lenient.err()).contains("error: line 2 column 9: ");
        assertThat(lenient.lastLine())
                .startsWith("{\"operations\":3,\"inserted\":2,")
                .contains("\"errors\":1,");
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.lastLine())
                .startsWith("{\"operations\":2,\"inserted\":0,")
                .contains("\"unchanged\":1,");
    }

    @Test
    void shouldLoadGzipWithAKeyOfItsOwn() throws IOException {
        Path file = temporary.resolve("x.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"_id\":\"k\",\"n\":1}\n".repeat(2).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        String own = temporary.resolve("own").toString();

        CommandLineRun run = CommandLineRun.of("load", "--dir", own, "--table", "m", "--key", "_id", file.toString());
        CommandLineRun other = CommandLineRun.of("load", "--dir", own, "--table", "m", "--key", "n", file.toString());

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(CommandLineRun.of("read", "--dir", own, "--table", "m", "k").out())
                .isEqualTo("{\"_id\":\"k\",\"n\":1}\n");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err().lines())
                .as("once, for every line")
                .singleElement()
                .asString()
                .contains("error: ", "_id");
    }

    @Test
    void shouldReportAGzipFileThatIsCutOff() throws IOException {
        Path whole = temporary.resolve("whole.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(whole))) {
            out.write("{\"id\":1}\n".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(temporary.resolve("cut.gz"), java.util.Arrays.copyOf(bytes, bytes.length - 10));

        CommandLineRun run =
                CommandLineRun.of("load", "--dir", temporary.resolve("own").toString(), cut.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("cannot read on: ");
        assertThat(run.lastLine()).startsWith("{\"operations\":").contains("\"errors\":1,");
    }

    @Test
    void shouldTellWhenThereIsNoFileAndMakeNothing() {
        String none = temporary.resolve("fresh").toString();
        CommandLineRun run = CommandLineRun.of(
                "load", "--dir", none, temporary.resolve("no.jsonl").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: no such file: file=" + temporary.resolve("no.jsonl") + "\n");
        assertThat(Path.of(none)).doesNotExist();
    }

    private static CommandLineRun own(String directory, String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--dir";
        all[args.length + 1] = directory;
        return CommandLineRun.of(all);
    }

    @Test
    void shouldScanByKeysRangesOrdersAndExpressions() {
        String own = temporary.resolve("own").toString();
        CommandLineRun.withInput(
                "{\"id\":1,\"p\":30}\n{\"id\":2,\"p\":10}\n{\"id\":3,\"p\":20,\"x\":\"a,b\"}",
                "load",
                "--dir",
                own,
                "--table",
                "levels",
                "-");
        assertThat(own(own, "index", "create", "--table", "levels", "p").exitCode())
                .isEqualTo(0);
        assertThat(own(own, "index", "create", "--table", "levels", "twice", "--expr", "row.p * 2")
                        .exitCode())
                .isEqualTo(0);

        assertThat(own(own, "index", "list", "--table", "levels").lines())
                .containsExactly(
                        "{\"index\":\"p\",\"expression\":\"row.p\",\"multi\":false}",
                        "{\"index\":\"twice\",\"expression\":\"row.p * 2\",\"multi\":false}");
        assertThat(own(own, "scan", "--table", "levels", "--pluck", "id").lines())
                .containsExactly("{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
        assertThat(own(own, "scan", "--table", "levels", "--get", "2").lines()).containsExactly("{\"id\":2,\"p\":10}");
        assertThat(own(own, "scan", "--table", "levels", "--get-all", "3,1,3", "--map", "row.id")
                        .lines())
                .containsExactlyInAnyOrder("1", "3", "3");
        assertThat(own(own, "scan", "--table", "levels", "--between", "minval,3", "--without", "p")
                        .lines())
                .containsExactly("{\"id\":1}", "{\"id\":2}");
        assertThat(own(own, "scan", "--table", "levels", "--between", "40,60", "--index", "twice", "--right-closed")
                        .lines())
                .hasSize(2);
        assertThat(own(own, "scan", "--table", "levels", "--order-by", "p", "--desc", "--limit", "2", "--map", "row.p")
                        .lines())
                .containsExactly("30", "20");
        assertThat(own(own, "scan", "--table", "levels", "--filter", "row.x == 'a,b'")
                        .lines())
                .hasSize(1);
        assertThat(own(own, "index", "drop", "--table", "levels", "twice").exitCode())
                .isEqualTo(0);
        assertThat(own(own, "index", "drop", "--table", "levels", "twice").exitCode())
                .isEqualTo(1);
        assertThat(own(own, "table", "list").lines()).containsExactly("{\"table\":\"levels\",\"key\":\"id\"}");
        assertThat(own(own, "table", "drop", "levels").exitCode()).isEqualTo(0);
        assertThat(own(own, "scan", "--table", "levels").err()).contains("levels");
        assertThat(own(own, "table", "list").lines()).isEmpty();
    }

    @Test
    void shouldTakeElementsOfArrays() {
        String own = temporary.resolve("books").toString();
        CommandLineRun.withInput(
                "{\"id\":1,\"bids\":[{\"p\":30},{\"p\":29}]}\n{\"id\":2,\"bids\":[{\"p\":10}]}\n{\"id\":3,\"bids\":[]}",
                "load",
                "--dir",
                own,
                "--table",
                "books",
                "-");
        assertThat(own(own, "index", "create", "--table", "books", "best", "--expr", "row.bids.nth(0).p")
                        .exitCode())
                .isEqualTo(0);

        assertThat(own(own, "index", "list", "--table", "books").lines())
                .containsExactly("{\"index\":\"best\",\"expression\":\"row.bids[0].p\",\"multi\":false}");
        assertThat(own(own, "scan", "--table", "books", "--order-by", "best", "--map", "row.bids[-1].p")
                        .lines())
                .containsExactly("10", "29");
        assertThat(own(own, "tail", "--table", "books", "--filter", "row.bids[1].p > 20", "--map", "row.id")
                        .lines())
                .containsExactly("{\"seq\":2,\"old_val\":null,\"new_val\":1}");
        assertThat(own(own, "tail", "--table", "books", "--where", "default(new_val.bids[0].p, 0) == 10")
                        .lines())
                .hasSize(1);
        assertThat(own(own, "scan", "--table", "books", "--filter", "row.bids[p] > 20")
                        .err())
                .contains("line=1 column=10\nrow.bids[p] > 20\n         ^\n");
        assertThat(own(own, "scan", "--table", "books", "--filter", "row.bids[99999999999] > 20")
                        .err())
                .contains("index=99999999999 is no whole number of 32 bits");
    }

    @Test
    void shouldTellWhereAnExpressionCannotBeRead() {
        CommandLineRun run = run("scan", "--table", "quotes", "--filter", "row.bid >");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("line=1 column=10\nrow.bid >\n         ^\n");
        assertThat(run("tail", "--table", "quotes", "--desc").exitCode()).isEqualTo(2);
        assertThat(run("scan", "--table", "quotes", "--between", "a").exitCode())
                .isEqualTo(2);
        assertThat(run("scan", "--table", "quotes", "--get", "{}").exitCode()).isEqualTo(2);
        CommandLineRun beyond = run("tail", "--table", "quotes", "--from", "5000");
        assertThat(beyond.err()).contains("note: nothing is there yet: from=5000 lastSequence=7");
        assertThat(beyond.exitCode()).isEqualTo(0);
        assertThat(run("scan", "--table", "quotes", "--desc").exitCode()).isEqualTo(0);
        assertThat(run("scan", "--table", "quotes", "--get", "1", "--get-all", "2")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void shouldExplainInsteadOfTailing() {
        assertThat(tail("--filter", "row.bid == 2", "--pluck", "bid", "--where", "new_val.bid > 1", "--explain"))
                .containsExactly(
                        "table(\"quotes\").filter(row.bid == 2).pluck(\"bid\").changes(squash(false).fromStart()"
                                + ".until(7).includeInitial(false)).filter(new_val.bid > 1)",
                        "  indexed   equality on row.bid",
                        "  residual  nothing",
                        "  fields    changes that differ in none of bid are passed over",
                        "  reads     alone, because it is in no group");
        assertThat(tail("--explain=json", "--get", "a"))
                .singleElement()
                .asString()
                .startsWith("{\"subject\":")
                .contains("\"kind\":\"point\"");
    }

    @Test
    void shouldTailQueriesAndEvents() {
        assertThat(tail("--filter", "row.bid < 1.8", "--include-types"))
                .containsExactly(
                        "{\"seq\":2,\"type\":\"add\",\"old_val\":null,\"new_val\":{\"bid\":1.5,\"id\":\"b\"}}",
                        "{\"seq\":4,\"type\":\"change\",\"old_val\":{\"bid\":1.5,\"id\":\"b\"},"
                                + "\"new_val\":{\"bid\":1.75,\"id\":\"b\"}}");
        assertThat(tail("--where", "new_val.bid > old_val.bid")).hasSize(1);
        assertThat(tail("--get-all", "b", "--only-if", "abs(new_val.bid - old_val.bid) >= 0.5"))
                .hasSize(1);
        assertThat(tail("--get-all", "b", "--only-if", "changed(\"bid\")")).hasSize(2);
        assertThat(tail("--get-all", "b", "--carry", "ask,bid")).hasSize(1);
        assertThat(tail("--get-all", "a", "--map", "row.bid"))
                .containsExactly(
                        "{\"seq\":3,\"old_val\":null,\"new_val\":2}", "{\"seq\":7,\"old_val\":2,\"new_val\":null}");
        assertThat(tail("--order-by", "id", "--limit", "1", "--include-offsets", "--pluck", "id"))
                .containsExactly(
                        "{\"seq\":2,\"old_val\":null,\"new_val\":{\"id\":\"b\"},\"old_offset\":null,\"new_offset\":0}",
                        "{\"seq\":3,\"old_val\":{\"id\":\"b\"},\"new_val\":{\"id\":\"a\"},\"old_offset\":0,"
                                + "\"new_offset\":0}",
                        "{\"seq\":7,\"old_val\":{\"id\":\"a\"},\"new_val\":{\"id\":\"b\"},\"old_offset\":0,"
                                + "\"new_offset\":0}");
        assertThat(tail("--include-initial", "--include-states", "--include-types"))
                .containsExactly(
                        "{\"seq\":7,\"type\":\"state\",\"state\":\"initializing\"}",
                        "{\"seq\":7,\"type\":\"initial\",\"new_val\":{\"bid\":1.75,\"id\":\"b\"}}",
                        "{\"seq\":7,\"type\":\"state\",\"state\":\"ready\"}");
        assertThat(tail("--queue-size", "2"))
                .containsExactly(
                        "{\"seq\":4,\"error\":\"Changefeed cache over array size limit, skipped 3 elements.\"}",
                        "{\"seq\":7,\"old_val\":{\"bid\":2,\"id\":\"a\"},\"new_val\":null}");
    }

    @Test
    void shouldRefuseAReplacementWithoutAKey() {
        CommandLineRun run = CommandLineRun.withInput(
                "{\"op\":\"replace\",\"table\":\"t\",\"doc\":{\"a\":1}}",
                "load",
                "--dir",
                temporary.resolve("own").toString(),
                "--ops",
                "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("primary key `id`");
    }
}
