package io.tailrace.bench.faults;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.TailraceException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.Recovery;
import io.tailrace.journal.VerifyReport;
import io.tailrace.write.Ack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Judges what a damaged journal answers: the truth, a typed error, or, where it was killed and beyond its watermark,
 * the longest prefix with the cut reported and kept aside.
 */
final class Verdicts {
    private static final long LARGEST_FILE = 256L << 20;

    private final History truth;
    private final boolean closed;
    /** Greatest sequence that a cut must leave. */
    private final long floor;
    /** Whether all that was not forced may be gone without a trace, so that there is nothing to report. */
    private final boolean isCut;

    /**
     * Knows what is right.
     *
     * @param truth what was written
     * @param closed whether the journal was closed in good order, so that nothing may be cut
     * @param floor last sequence known to be forced
     */
    Verdicts(History truth, boolean closed, long floor) {
        this.truth = truth;
        this.closed = closed;
        this.floor = closed ? truth.lastSequence : floor;
        isCut = false;
    }

    /** The same of a journal below which the power was cut. */
    Verdicts(History truth, long floor) {
        this.truth = truth;
        this.floor = floor;
        closed = false;
        isCut = true;
    }

    /**
     * Opens a damaged journal in all ways.
     *
     * @param directory of it
     * @return what came of it in a word
     * @throws WrongAnswer when an answer is wrong
     */
    String judge(Path directory) throws IOException {
        String reading = readOnly(directory);
        VerifyReport report;
        try {
            report = Journal.verify(directory);
        } catch (TailraceException e) {
            report = null;
        }
        String outcome = writing(directory, report);
        for (Path file : Mutation.files(directory)) {
            WrongAnswer.unless(Files.size(file) <= LARGEST_FILE, "a file grew: " + file.getFileName());
        }
        return outcome + ", read only " + reading;
    }

    private String readOnly(Path directory) {
        try (Tailrace engine = Tailrace.open(Writing.config(directory).readOnly(true))) {
            return answer(History.of(engine), "read only: ");
        } catch (TailraceException e) {
            return "refused";
        }
    }

    private String writing(Path directory, VerifyReport report) throws IOException {
        boolean sound = report != null && report.sound();
        History history;
        Recovery recovery;
        try (Tailrace engine = Tailrace.open(Writing.config(directory))) {
            recovery = engine.recovery();
            history = History.of(engine);
            answer(history, "");
            writeOn(engine, history.lastSequence);
        } catch (TailraceException e) {
            WrongAnswer.unless(!sound, "verify is sound, open refuses: " + e);
            WrongAnswer.unless(!isCut, "lost: refused what a power cut leaves: " + e);
            return "refused";
        }
        String answer = answer(history, "");
        boolean reported = recovery.cutBytes() > 0 || !recovery.notes().isEmpty();
        if (history.lastSequence < truth.lastSequence) {
            boolean fits = report != null && (!sound || report.lastSequence() == history.lastSequence);
            WrongAnswer.unless(reported || isCut, "cut in silence: " + recovery + " last=" + history.lastSequence);
            WrongAnswer.unless(fits, "verify disagrees on the end: " + report + " last=" + history.lastSequence);
            if (recovery.cutBytes() > 0) {
                Path aside = directory.resolve("cut");
                boolean kept =
                        Files.isDirectory(aside) && !Mutation.files(aside).isEmpty();
                WrongAnswer.unless(kept, "the cut was not kept aside: " + recovery);
            }
        }
        return answer + (reported ? ", reported" : "");
    }

    /** What is written after what was recovered has the next sequence and can be read. */
    private static void writeOn(Tailrace engine, long last) {
        Table table = engine.table(History.TABLES[0]);
        long next = engine.lastSequence() + 1;
        Ack ack = table.upsert("after-recovery").put("count", 1L).commit();
        WrongAnswer.unless(
                ack.sequence() == next && next <= last + 2 && table.exists("after-recovery"),
                "the write after recovery: " + ack + " last=" + last);
    }

    private String answer(History history, String who) {
        try {
            history.requirePrefixOf(truth);
        } catch (WrongAnswer e) {
            throw new WrongAnswer(who + e.getMessage());
        }
        WrongAnswer.unless(
                history.lastSequence >= floor,
                who + (closed ? "a closed" : "a killed") + " journal lost what was forced: last=" + history.lastSequence
                        + " forced=" + floor + " of " + truth.lastSequence);
        return history.lastSequence == truth.lastSequence ? "whole" : "prefix";
    }
}
