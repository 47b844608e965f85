/**
 * RethinkDB's behaviour as data: a file of cases, and a harness that does nothing but translate them to the public API.
 */
package io.tailrace.conformance;
