/**
 * The command line: one class for each command. JSON lines go to standard output, everything else to standard error.
 */
package io.tailrace.cli;
