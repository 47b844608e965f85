/**
 * What can go wrong, as types: one unchecked root, one branch each for documents, the journal and the engine. Messages
 * say what and where as {@code name=value} and what to do next.
 */
package io.tailrace.error;
