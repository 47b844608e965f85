/**
 * The command line: one class for each command, and below, what the larger ones do. JSON lines go to standard output,
 * everything else to standard error.
 */
package io.tailrace.cli;
