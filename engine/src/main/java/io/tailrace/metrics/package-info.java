/** What an engine tells of itself: its numbers, and the file by which other processes read them. */
package io.tailrace.metrics;
