package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.FieldPlaces;
import io.tailrace.document.FieldTest;
import io.tailrace.document.PredicateProgram;
import org.agrona.concurrent.UnsafeBuffer;

/** Goes from test to test as the program says, in a loop that is the same for all. Not thread safe. */
final class SteppedEvaluator extends CompiledEvaluator {
    SteppedEvaluator(PredicateProgram program, Computation exact, Failure failure) {
        super(program, exact, failure);
    }

    @Override
    public int test(Row row) {
        Document document = row.document();
        if (document == null) {
            return exact(row);
        }
        FieldPlaces found = FieldPlaces.find(places, document);
        if (found == null) {
            learn(document);
            int answer = program.run(document);
            return answer == FieldTest.UNKNOWN ? exact(row) : answer; // the others are those of an Evaluator
        }
        int next = 0;
        do {
            int answer = look(program.test(next), document, found, next);
            if (answer == FieldTest.UNKNOWN) {
                return exact(row);
            }
            next = answer == FieldTest.YES ? program.afterYes(next) : program.afterNo(next);
        } while (next >= 0);
        return next == PredicateProgram.HOLDS ? OK : FALSE;
    }

    private static int look(FieldTest test, Document document, FieldPlaces places, int number) {
        UnsafeBuffer source = FieldPlaces.source(document);
        byte[] array = source.byteArray();
        int slots = FieldPlaces.slots(document);
        long start = source.addressOffset() + slots;
        long tag = start + places.tag(number);
        long slot = start + places.slot(number);
        int variable = slots + places.variable();
        return test.isInside()
                ? test.lookInside(source, array, tag, slot, variable)
                : test.look(source, array, tag, slot, variable);
    }
}
