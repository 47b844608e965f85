package io.tailrace.cli.doctor;

/**
 * What a look at one thing has found.
 *
 * @param level how bad it is
 * @param check what was looked at, in one word
 * @param what is so, and what that means
 * @param next what to do, best a command; empty where nothing is to be done
 * @hidden
 */
public record Finding(Level level, String check, String what, String next) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Good to know. */
        NOTE,
        /** Will be trouble, or costs something. */
        WARNING,
        /** Something is wrong. */
        TROUBLE
    }

    static Finding ok(String check, String what) {
        return new Finding(Level.OK, check, what, "");
    }

    static Finding note(String check, String what, String next) {
        return new Finding(Level.NOTE, check, what, next);
    }

    static Finding warning(String check, String what, String next) {
        return new Finding(Level.WARNING, check, what, next);
    }

    static Finding trouble(String check, String what, String next) {
        return new Finding(Level.TROUBLE, check, what, next);
    }
}
