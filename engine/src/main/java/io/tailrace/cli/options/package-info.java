/** Options that several commands share, and what is written in them made into what the engine takes. */
package io.tailrace.cli.options;
