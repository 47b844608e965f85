package io.tailrace.journal;

import java.nio.file.Path;

/**
 * A file with the whole state of an engine at one sequence. Opening begins with the newest one that is sound, and
 * replays what follows.
 *
 * @param file where it lies
 * @param sequence whose state it holds: changes up to it count, those after it do not
 * @param timeNs time that the journal had come to, in nanoseconds since 1970
 * @param documents documents met while it was taken
 * @param changes changes that came in meanwhile, which it holds beside them
 * @param bytes length of the file
 */
public record Snapshot(Path file, long sequence, long timeNs, long documents, long changes, long bytes) {}
