/**
 * Change feeds: a query over one table or several, and a position in the journal, read by polling, by blocking
 * iteration or by an agent. A feed is a pure function of the journal, its transforms, its start and its window.
 */
package io.tailrace.feed;
