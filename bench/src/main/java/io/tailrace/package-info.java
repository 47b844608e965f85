/** What the rig needs of the package that users hold: a way to put a disk below an engine. */
package io.tailrace;
