package io.tailrace.journal;

import java.util.zip.CRC32C;

/** Checksums of parts of forged files. Stateless. */
final class Checksums {
    private Checksums() {}

    /** That of some parts, each from one place to another, as if they were one. */
    static int of(byte[] bytes, int... fromAndTo) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < fromAndTo.length; i += 2) {
            crc.update(bytes, fromAndTo[i], fromAndTo[i + 1] - fromAndTo[i]);
        }
        return (int) crc.getValue();
    }
}
