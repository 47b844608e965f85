/** What the tests of all modules share. In a jar of its own that no shipped jar depends on. */
package io.tailrace.testing;
