package io.tailrace.feed;

/** What a feed reads: the changes of one table from one sequence to another, both included. */
record FeedStart(int tableId, String table, long from, long until) {}
