/** The page of a journal and its endpoints, on an HTTP server of this machine. */
package io.tailrace.cli.serve;
