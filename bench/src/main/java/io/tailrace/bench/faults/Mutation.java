package io.tailrace.bench.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Damage done to the files of a journal, drawn from a seed. Not thread safe. */
final class Mutation {
    private static final int KINDS = 8;
    private static final int PAGE = 4_096;

    private final Path directory;
    private final Path foreign;
    private final Random random;
    private final List<String> done = new ArrayList<>();

    /**
     * Draws nothing yet.
     *
     * @param directory copy of a journal that may be damaged
     * @param foreign a sound journal, another one
     * @param seed of every choice
     */
    Mutation(Path directory, Path foreign, long seed) {
        this.directory = directory;
        this.foreign = foreign;
        random = random(seed);
    }

    /** Seeds that follow each other give first numbers that are alike, unless they are spread. */
    static Random random(long seed) {
        return new Random((seed + 1) * 0x9E37_79B9_7F4A_7C15L >>> 8);
    }

    /** Does one mutation, seldom two, and says which: kind, file and offset. */
    String apply() throws IOException {
        for (int i = random.nextInt(5) == 0 ? 2 : 1; i > 0; i--) {
            List<Path> files = files(directory);
            if (!files.isEmpty()) {
                one(files);
            }
        }
        return String.join(" + ", done);
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void one(List<Path> files) throws IOException {
        Path file = files.get(random.nextInt(files.size()));
        switch (random.nextInt(KINDS)) {
            case 0, 1 -> flip(file);
            case 2 -> zero(file);
            case 3 -> truncate(file);
            case 4 -> {
                Files.delete(file);
                done.add("delete file=" + file.getFileName());
            }
            case 5 -> swap(file, files.get(random.nextInt(files.size())));
            case 6 ->
                duplicate(files.stream()
                        .filter(f -> f.toString().endsWith(".cq4"))
                        .toList());
            default -> replace(file);
        }
    }

    /** Near the front or where bytes are written, mostly: the rest of a file is empty. */
    private long offset(RandomAccessFile file) throws IOException {
        long length = file.length();
        if (length == 0) {
            return 0;
        }
        if (random.nextInt(4) == 0) {
            return (long) (random.nextDouble() * Math.min(length, 256));
        }
        long offset = 0;
        for (int tries = 0; tries < 50; tries++) {
            offset = (long) (random.nextDouble() * length);
            file.seek(offset);
            if (file.read() != 0) {
                return offset;
            }
        }
        return offset;
    }

    private void flip(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long offset = offset(file);
            file.seek(offset);
            int old = Math.max(0, file.read());
            int bit = random.nextInt(Byte.SIZE);
            file.seek(offset);
            file.write(old ^ 1 << bit);
            done.add("flip file=" + path.getFileName() + " offset=" + offset + " bit=" + bit);
        }
    }

    private void zero(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long from = offset(file);
            long most = random.nextBoolean() ? 64 : random.nextInt(16) * PAGE + 1;
            int length = (int) Math.min(file.length() - from, 1 + (long) (random.nextDouble() * most));
            file.seek(from);
            file.write(new byte[Math.max(0, length)]);
            done.add("zero file=" + path.getFileName() + " offset=" + from + " length=" + length);
        }
    }

    private void truncate(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long length = random.nextInt(4) == 0 ? 0 : offset(file);
            file.setLength(length);
            done.add("truncate file=" + path.getFileName() + " offset=" + length);
        }
    }

    private void swap(Path one, Path other) throws IOException {
        Path aside = directory.resolve("aside");
        Files.move(one, aside);
        if (!one.equals(other)) {
            Files.move(other, one);
        }
        Files.move(aside, other);
        done.add("swap file=" + one.getFileName() + " with=" + other.getFileName());
    }

    private void duplicate(List<Path> segments) throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        Path from = segments.get(random.nextInt(segments.size()));
        String name = from.getFileName().toString();
        int number = Integer.parseInt(name.replaceAll("[^0-9]", "").replaceFirst("4$", "")) + 1 + random.nextInt(3);
        String digits = name.substring(0, name.indexOf('.')).replaceAll("[^0-9]", "");
        String other = name.replace(digits, String.format("%0" + digits.length() + "d", number));
        Files.copy(from, directory.resolve(other), StandardCopyOption.REPLACE_EXISTING);
        done.add("duplicate file=" + name + " as=" + other);
    }

    private void replace(Path file) throws IOException {
        Path theirs = foreign.resolve(file.getFileName());
        if (Files.exists(theirs) && random.nextInt(4) != 0) {
            Files.copy(theirs, file, StandardCopyOption.REPLACE_EXISTING);
            done.add("foreign file=" + file.getFileName());
        } else {
            byte[] noise = new byte[random.nextInt(10_000)];
            random.nextBytes(noise);
            Files.write(file, noise);
            done.add("noise file=" + file.getFileName() + " length=" + noise.length);
        }
    }
}
