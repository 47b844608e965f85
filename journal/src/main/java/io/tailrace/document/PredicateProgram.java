package io.tailrace.document;

/**
 * Tests, and which comes after which. Immutable once built.
 *
 * @hidden
 */
public final class PredicateProgram {
    /** In place of a test: the whole holds. */
    public static final int HOLDS = -1;
    /** In place of a test: the whole does not hold. */
    public static final int FAILS = -2;
    /** Most tests of one predicate. */
    public static final int MOST_TESTS = 31;

    /** Room for layouts to begin with; a power of two. */
    private static final int LAYOUTS = 8;

    private final FieldTest[] tests;
    private final int[] afterYes;
    private final int[] afterNo;

    private PredicateProgram(Builder builder, int count) {
        tests = new FieldTest[count];
        afterYes = new int[count];
        afterNo = new int[count];
        for (int i = 0; i < count; i++) {
            int added = count - 1 - i;
            tests[i] = builder.tests[added];
            afterYes[i] = turned(builder.afterYes[added], count);
            afterNo[i] = turned(builder.afterNo[added], count);
        }
    }

    private static int turned(int next, int count) {
        return next < 0 ? next : count - 1 - next;
    }

    /** {@return the number of tests} */
    public int size() {
        return tests.length;
    }

    /**
     * One of the tests.
     *
     * @param test its number
     * @return what is asked
     */
    public FieldTest test(int test) {
        return tests[test];
    }

    /**
     * What comes after a yes.
     *
     * @param test number of the test that says so
     * @return number of a later one, {@link #HOLDS} or {@link #FAILS}
     */
    public int afterYes(int test) {
        return afterYes[test];
    }

    /**
     * What comes after a no.
     *
     * @param test number of the test that says so
     * @return number of a later one, {@link #HOLDS} or {@link #FAILS}
     */
    public int afterNo(int test) {
        return afterNo[test];
    }

    /** {@return what is known of layouts before any document was seen} */
    public FieldPlaces[] places() {
        return FieldPlaces.none(LAYOUTS);
    }

    /**
     * Gets to know the layout of a document, where it has one with all fields and there is room for another.
     *
     * @param document of any dictionary
     * @param known what is known so far
     * @return the same or more
     */
    public FieldPlaces[] learn(Document document, FieldPlaces[] known) {
        return FieldPlaces.learn(known, document, tests);
    }

    /**
     * Runs on any document, also where its fields do not lie where a layout says.
     *
     * @param document of any dictionary
     * @return {@link FieldTest#NO}, {@link FieldTest#YES} or {@link FieldTest#UNKNOWN}
     */
    public int run(Document document) {
        int next = 0;
        do {
            int answer = tests[next].lookAnywhere(document);
            if (answer == FieldTest.UNKNOWN) {
                return FieldTest.UNKNOWN;
            }
            next = answer == FieldTest.YES ? afterYes[next] : afterNo[next];
        } while (next >= 0);
        return next == HOLDS ? FieldTest.YES : FieldTest.NO;
    }

    /**
     * Puts a program together, the last test first. Not thread safe; used once.
     *
     * @hidden
     */
    public static final class Builder {
        private final FieldTest[] tests = new FieldTest[MOST_TESTS];
        private final int[] afterYes = new int[MOST_TESTS];
        private final int[] afterNo = new int[MOST_TESTS];
        private int count;

        /** An empty one. */
        public Builder() {}

        /**
         * Adds a test before all others, {@value #MOST_TESTS} at most.
         *
         * @param test what is asked
         * @param yes number of the test that is next where the answer is yes, or what comes out
         * @param no the same where it is no
         * @return its number
         */
        public int ask(FieldTest test, int yes, int no) {
            tests[count] = test;
            afterYes[count] = test.isNegated ? no : yes;
            afterNo[count] = test.isNegated ? yes : no;
            return count++;
        }

        /**
         * What begins with a test. Those that were added after it are left out: a constant has decided that they are
         * not asked.
         *
         * @param first number of the test
         * @return the program
         */
        public PredicateProgram build(int first) {
            return new PredicateProgram(this, first + 1);
        }
    }
}
