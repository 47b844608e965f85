package io.tailrace.expression;

import io.tailrace.document.MadeClasses;
import io.tailrace.document.PredicateProgram;

/** What becomes of predicates that ask only for fields and constants. What they answer is the same. */
enum Compiling {
    /** They stay trees. */
    NOTHING {
        @Override
        CompiledEvaluator evaluator(PredicateProgram program, Computation exact, Plan plan) {
            throw new IllegalStateException("nothing is compiled");
        }
    },
    /** Tests of fields in a row, gone through by a loop. */
    STEPS {
        @Override
        CompiledEvaluator evaluator(PredicateProgram program, Computation exact, Plan plan) {
            return new SteppedEvaluator(program, exact, plan.failure);
        }
    },
    /** A class for each form, until there are too many; then a row of tests. */
    CLASSES {
        @Override
        CompiledEvaluator evaluator(PredicateProgram program, Computation exact, Plan plan) {
            Class<?> made = MadeClasses.of(plan.dictionary)
                    .get(PredicateClass.form(program), () -> PredicateClass.make(program));
            return made == null
                    ? STEPS.evaluator(program, exact, plan)
                    : PredicateClass.instance(made, program, exact, plan.failure);
        }
    };

    abstract CompiledEvaluator evaluator(PredicateProgram program, Computation exact, Plan plan);
}
