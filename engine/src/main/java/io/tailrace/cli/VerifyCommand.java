package io.tailrace.cli;

import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnsupportedFormatException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.SalvageReport;
import io.tailrace.journal.VerifyReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Checks every block of a journal. */
@Command(
        name = "verify",
        description =
                "Check every block of a journal and its snapshots. If there is a defect, the exit code is 1 and the"
                        + " place of the first one is printed.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar tailrace.jar verify --dir market"})
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private DirectoryOption directory;

    private String salvage() {
        return "; where it does not open, take what is whole: " + SalvageReport.command(directory.path());
    }

    /** Then the defect says which version opens it, and salvage does not. */
    private boolean isOfAnotherVersion() {
        JournalConfig config = new JournalConfig().directory(directory.path()).readOnly(true);
        try {
            Journal.open(config).close();
            return false;
        } catch (TailraceException e) {
            return e instanceof UnsupportedFormatException;
        }
    }

    @Override
    public Integer call() {
        VerifyReport report = Journal.verify(directory.path());
        JsonWriter json =
                new JsonWriter(new Dictionary(new DocumentLimits())).reset().beginObject();
        json.name("sound").value(report.sound());
        json.name("segments").value((long) report.segments());
        json.name("retiredSegments").value((long) report.retiredSegments());
        json.name("blocks").value(report.blocks());
        json.name("changes").value(report.changes());
        json.name("firstSequence").value(report.firstSequence());
        json.name("lastSequence").value(report.lastSequence());
        json.name("bytes").value(report.bytes());
        json.name("snapshots").value((long) report.snapshots());
        json.name("defects").beginArray();
        for (VerifyReport.Defect defect : report.defects()) {
            json.beginObject().name("file").value(defect.file());
            json.name("offset").value(defect.offset());
            json.name("what").value(defect.what()).endObject();
        }
        main.console().out().line(json.endArray().endObject());
        for (String note : report.notes()) {
            main.console().message("note: " + note);
        }
        if (!report.sound()) {
            VerifyReport.Defect first = report.defects().get(0);
            main.console()
                    .error("first defect: file=" + first.file() + " offset=" + first.offset() + " " + first.what()
                            + (report.segments() == 0 || isOfAnotherVersion() ? "" : salvage()));
        }
        return report.sound() ? Main.OK : Main.FAILED;
    }
}
