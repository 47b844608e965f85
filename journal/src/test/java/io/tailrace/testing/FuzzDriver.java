package io.tailrace.testing;

import io.tailrace.error.TailraceException;

/**
 * Gives inputs to a target and judges what comes of them. Jazzer finds the methods that begin with its word, and keeps
 * this class as its target in a process of its own; others call {@link #check}.
 */
public final class FuzzDriver {
    private static final int BYTES_FOR_EACH_OF_THE_INPUT = 1_000;
    private static final int TIMES = 5;
    /** What Jazzer puts into the code allocates at each comparison of texts. */
    private static final int MORE_BY_JAZZER = 8;

    /** Written once, before the first input. */
    private static FuzzTarget target;

    private FuzzDriver() {}

    /**
     * Is called by Jazzer first.
     *
     * @param arguments the name of a class that is a {@link FuzzTarget}
     */
    public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
        target = Class.forName(arguments[0])
                .asSubclass(FuzzTarget.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** Is called by Jazzer with each input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        check(target, input, MORE_BY_JAZZER);
    }

    /**
     * Gives one input to a target.
     *
     * @return whether it was taken
     * @throws Exception that is no refusal with a type and a text
     * @throws AssertionError where a refusal says nothing, or too much memory was asked for
     */
    public static boolean check(FuzzTarget target, byte[] input) throws Exception {
        return check(target, input, 1);
    }

    private static boolean check(FuzzTarget target, byte[] input, int times) throws Exception {
        long most = times * (FuzzTarget.MOST_BYTES + (long) BYTES_FOR_EACH_OF_THE_INPUT * input.length);
        boolean taken = false;
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < TIMES && allocated > most; i++) { // classes that are loaded count, but once
            long before = AllocationMeter.allocated();
            taken = takes(target, input);
            allocated = AllocationMeter.allocated() - before;
        }
        if (allocated > most) {
            throw new AssertionError("input of bytes=" + input.length + " had it allocate bytes=" + allocated);
        }
        return taken;
    }

    private static boolean takes(FuzzTarget target, byte[] input) throws Exception {
        try {
            return target.takes(input);
        } catch (TailraceException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a word", e);
            }
            return false;
        }
    }
}
