/** Lines of JSON written to tables, as fast as they come or in their own time. */
package io.tailrace.cli.load;
