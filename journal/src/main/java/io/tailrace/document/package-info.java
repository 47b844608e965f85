/**
 * Documents and what is done to them without garbage: an encoding with interned shapes, a writer and flyweight readers,
 * deep order and equality, recursive merge, comparable keys, JSON text.
 */
package io.tailrace.document;
