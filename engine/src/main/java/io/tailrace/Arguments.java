package io.tailrace;

import io.tailrace.error.EngineException;

/** What callers hand in. Any thread. */
final class Arguments {
    private Arguments() {}

    /** Refuses null, by the call that it was given to and the name that it has there. */
    static <T> T given(final T argument, final String name, final String call) {
        if (argument == null) {
            throw new EngineException(
                    "argument is null: argument=" + name + " call=" + call + ", give one; nothing has happened");
        }
        return argument;
    }
}
