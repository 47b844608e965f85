/** What a command speaks through: its streams, lines and progress, and Ctrl-C. */
package io.tailrace.cli.console;
