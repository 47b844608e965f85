package io.tailrace.error;

/**
 * What callers hand in. Any thread; allocates nothing.
 *
 * @hidden
 */
public final class Arguments {
    private Arguments() {}

    /**
     * Refuses null.
     *
     * @param argument what was given
     * @param name that it has in the call
     * @param call as users write it
     * @param <T> its type
     * @return the argument
     * @throws EngineException where it is null
     */
    public static <T> T given(T argument, String name, String call) {
        if (argument == null) {
            throw new EngineException(
                    "argument is null: argument=" + name + " call=" + call + ", give one; nothing has happened");
        }
        return argument;
    }
}
