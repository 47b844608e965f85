/** A market that trades in this process, watched by a feed. */
package io.tailrace.cli.demo;
