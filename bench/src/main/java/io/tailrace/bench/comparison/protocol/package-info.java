/**
 * What one of those that are measured beside each other has to do; whoever does it with other libraries stands apart.
 */
package io.tailrace.bench.comparison.protocol;
