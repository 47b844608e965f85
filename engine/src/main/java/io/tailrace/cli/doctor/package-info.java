/** What may be wrong with a journal, its engine and the machine, each with the next step. */
package io.tailrace.cli.doctor;
