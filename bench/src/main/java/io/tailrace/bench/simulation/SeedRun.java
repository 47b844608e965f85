package io.tailrace.bench.simulation;

import io.tailrace.journal.PlantedBug;
import io.tailrace.journal.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs seeds, and says of one that fails which of its steps it takes. Not thread safe. */
public final class SeedRun {
    /** Steps of a seed, where nothing else is asked for. */
    public static final int STEPS = 100;

    private final Path scratch;
    private final byte[] pattern;
    private final StringBuilder course = new StringBuilder();
    private int runs;
    private int step;

    /**
     * Has Chronicle Queue make the begin of a segment, once.
     *
     * @param scratch a directory to work in, best in memory
     */
    public SeedRun(Path scratch) throws IOException {
        this.scratch = scratch;
        Path made = scratch.resolve("pattern");
        pattern = SimulatedDisk.pattern(made);
        Simulation.remove(made);
    }

    /**
     * {@return the numbers of the first steps of a seed}
     *
     * @param count how many
     */
    public static List<Integer> first(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /**
     * What is wrong with a seed.
     *
     * @param seed any number
     * @param steps how many of its steps
     * @param bug what is planted, or null
     * @return null when nothing is, else what, and the least that shows it
     */
    public String failure(long seed, int steps, PlantedBug bug) throws IOException {
        Throwable wrong = run(seed, first(steps), bug);
        if (wrong == null) {
            return null;
        }
        List<Integer> left = shrink(seed, first(step + 1), bug);
        Throwable last = run(seed, left, bug);
        return "seed=" + seed + " steps=" + left.stream().map(String::valueOf).collect(Collectors.joining(",")) + " of "
                + (step + 1) + ": " + (last == null ? wrong : last);
    }

    /**
     * Runs some steps of a seed.
     *
     * @param seed any number
     * @param steps their numbers, in order
     * @param bug what is planted, or null
     * @return what was wrong, or null
     */
    public Throwable run(long seed, List<Integer> steps, PlantedBug bug) throws IOException {
        return run(seed, steps, bug, true);
    }

    /**
     * Runs some steps of a seed as they were before feeds showed initial values and united queries, before anybody
     * looked into the past, and when clocks did not go back.
     *
     * @param seed any number
     * @param steps their numbers, in order
     * @return what was wrong, or null
     */
    public Throwable runPlain(long seed, List<Integer> steps) throws IOException {
        return run(seed, steps, null, false);
    }

    private Throwable run(long seed, List<Integer> steps, PlantedBug bug, boolean withAsides) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("run-" + runs++));
        Simulation simulation = new Simulation(directory, pattern, seed, bug);
        try {
            Steps all = new Steps(simulation);
            step = 0;
            course.setLength(0);
            all.begin(Seed.random(seed, -2));
            for (int number : steps) {
                step = number;
                all.step(Seed.random(seed, number), withAsides ? Seed.aside(seed, number) : null);
                course.append(number).append(' ').append(simulation.course()).append('\n');
            }
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        } finally {
            simulation.end();
            Simulation.remove(directory);
        }
    }

    /** {@return what the run last made has come to, step by step} */
    String course() {
        return course.toString();
    }

    /** Leaves out what is not needed, halves first, then single steps. */
    private List<Integer> shrink(long seed, List<Integer> failing, PlantedBug bug) throws IOException {
        List<Integer> left = new ArrayList<>(failing);
        int last = step;
        for (int size = left.size() / 2; size > 0; size /= 2) {
            for (int from = left.size() - size; from >= 0; from -= size) {
                List<Integer> less = new ArrayList<>(left);
                less.subList(from, from + size).clear();
                if (run(seed, less, bug) != null) {
                    left = less;
                }
            }
        }
        step = last;
        return left;
    }
}
