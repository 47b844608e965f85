/**
 * JSON text to documents, loss-free and with the place of every error: single documents, lines of documents and lines
 * of operations.
 */
package io.tailrace.json;
