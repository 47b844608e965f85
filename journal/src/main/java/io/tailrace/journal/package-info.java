/**
 * The journal: the one durable order of changes, in blocks with checksums, in segments rolled by size.
 * {@link io.tailrace.journal.Journal} opens it, {@link io.tailrace.journal.JournalAppender} extends it,
 * {@link io.tailrace.journal.JournalReader} tails it from any sequence.
 */
package io.tailrace.journal;
