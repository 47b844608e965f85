/**
 * Runs of bytes, wherever they lie: their order, equality and hash, and what of them is text. Without state, and below
 * all else.
 */
package io.tailrace.bytes;
