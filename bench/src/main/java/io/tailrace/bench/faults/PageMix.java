package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a device may hold when the power goes: of all that was written since the last force some pages are there and
 * others are not, in any order, and the last one maybe in part. Drawn from a seed.
 */
final class PageMix {
    private static final int PAGE = 4_096;

    /** How large the pieces are that are there or not. */
    private enum Grain {
        PAGES(PAGE),
        SECTORS(512),
        WORDS(8);

        private final int bytes;

        Grain(int bytes) {
            this.bytes = bytes;
        }
    }

    private final Path synced;
    private final Path crashed;
    private final Random random;
    private final Grain grain;
    /** How much is there, from 0 to 1. */
    private final double there;

    private int pieces;
    private int kept;

    /**
     * @param synced all files as they were when the last force had returned
     * @param crashed the same files later, with nothing forced since
     */
    PageMix(Path synced, Path crashed, long seed) {
        this.synced = synced;
        this.crashed = crashed;
        random = Mutation.random(seed);
        grain = Grain.values()[random.nextInt(Grain.values().length)];
        there = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble();
    }

    /** Makes the image; what is in it. */
    String into(Path image) throws IOException {
        Bases.copy(synced, image);
        mix(synced, crashed, image);
        return grain + ", " + kept + " of " + pieces + " are there";
    }

    private void mix(Path old, Path young, Path image) throws IOException {
        TreeSet<Path> names = new TreeSet<>();
        for (Path file : Mutation.files(young)) {
            names.add(file.getFileName());
        }
        for (Path name : names) {
            boolean isNew = !Files.exists(old.resolve(name));
            if (!isNew || random.nextBoolean()) { // or its name never came to the device
                mixFile(old.resolve(name), young.resolve(name), image.resolve(name));
            }
        }
        try (Stream<Path> inner = Files.list(young)) {
            for (Path path : inner.filter(Files::isDirectory).sorted().toList()) {
                Path name = path.getFileName();
                Files.createDirectories(image.resolve(name));
                mix(old.resolve(name), path, image.resolve(name));
            }
        }
    }

    private void mixFile(Path old, Path young, Path image) throws IOException {
        try (FileChannel before = isThere(old) ? FileChannel.open(old, StandardOpenOption.READ) : null;
                FileChannel after = FileChannel.open(young, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer was = ByteBuffer.allocate(PAGE);
            ByteBuffer is = ByteBuffer.allocate(PAGE);
            for (long at = 0; at < after.size(); at += PAGE) {
                fill(before, was, at);
                fill(after, is, at);
                if (was.mismatch(is) >= 0) {
                    mixPage(was, is);
                    out.write(was, at);
                }
            }
            if (out.size() < after.size() && random.nextBoolean()) {
                out.write(ByteBuffer.allocate(1), after.size() - 1);
            }
        }
    }

    private static boolean isThere(Path file) {
        return Files.exists(file);
    }

    private static void fill(FileChannel from, ByteBuffer page, long at) throws IOException {
        page.clear();
        int read = 0;
        while (from != null && page.hasRemaining() && read >= 0) {
            read = from.read(page, at + page.position());
        }
        while (page.hasRemaining()) { // beyond its end
            page.put((byte) 0);
        }
        page.flip();
    }

    /** Words are told apart in one page of many only: whole ones are what a device writes. */
    private void mixPage(ByteBuffer was, ByteBuffer is) {
        int step = grain == Grain.WORDS && random.nextInt(4) != 0 ? PAGE : grain.bytes;
        for (int at = 0; at < PAGE; at += step) {
            ByteBuffer piece = is.slice(at, step);
            if (was.slice(at, step).mismatch(piece) >= 0) {
                pieces++;
                if (random.nextDouble() < there) {
                    kept++;
                    was.put(at, is, at, step);
                }
            }
        }
    }
}
