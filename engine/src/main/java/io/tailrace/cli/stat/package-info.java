/** The numbers of an engine as text and as JSON. */
package io.tailrace.cli.stat;
