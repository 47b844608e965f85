/** Where the time of what is measured goes, by samples of the JVM's own recorder. */
package io.tailrace.bench.profile;
