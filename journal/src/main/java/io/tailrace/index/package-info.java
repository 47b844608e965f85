/**
 * The latest document of every key, off-heap: written by one thread, read by any without a lock. A hash part answers by
 * key, a walk goes through it in hash order, and ordered keys, built when first asked for, answer in key order.
 */
package io.tailrace.index;
