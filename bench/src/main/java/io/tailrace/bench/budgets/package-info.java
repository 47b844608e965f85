/** The budgets: what may take how long beside what, and whether that holds. */
package io.tailrace.bench.budgets;
