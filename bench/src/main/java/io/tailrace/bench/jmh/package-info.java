/** The benchmarks that run under JMH. */
package io.tailrace.bench.jmh;
