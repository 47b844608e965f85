package io.tailrace.realdata;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Checksum of a final state: a line for each row, sorted by code point, each ended by a line feed. */
final class Checksum {
    private final List<byte[]> lines = new ArrayList<>();

    Checksum add(Object... columns) {
        StringBuilder line = new StringBuilder();
        for (Object column : columns) {
            line.append(line.isEmpty() ? "" : "|").append(column);
        }
        lines.add(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Number of lines, CRC-32 and SHA-256, named as in the facts. */
    Map<String, Object> facts() {
        // Unsigned UTF-8 bytes stand in the order of code points, and a line feed before all that the rows hold.
        lines.sort(Arrays::compareUnsigned);
        CRC32 crc32 = new CRC32();
        MessageDigest sha256 = sha256();
        for (byte[] line : lines) {
            crc32.update(line);
            sha256.update(line);
        }
        HexFormat hex = HexFormat.of();
        return Map.of(
                "lines",
                (long) lines.size(),
                "crc32",
                hex.toHexDigits((int) crc32.getValue()),
                "sha256",
                hex.formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
