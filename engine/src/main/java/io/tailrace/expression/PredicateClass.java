package io.tailrace.expression;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.BIPUSH;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFNE;
import static org.objectweb.asm.Opcodes.IFNULL;
import static org.objectweb.asm.Opcodes.IF_ICMPEQ;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.LADD;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LSTORE;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import io.tailrace.document.Document;
import io.tailrace.document.FieldPlaces;
import io.tailrace.document.FieldTest;
import io.tailrace.document.NumbersTest;
import io.tailrace.document.PredicateProgram;
import io.tailrace.document.RangeTest;
import io.tailrace.document.TextTest;
import java.lang.invoke.MethodHandles;
import org.agrona.concurrent.UnsafeBuffer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Makes the class of a form of predicates: a field for each test, of the test's own class, and one method that goes
 * through them with a jump where a {@link SteppedEvaluator} looks into a table. So the compiler makes one piece of the
 * whole, in which no call is left. What tests ask for is in their fields: predicates of one form share the class.
 *
 * <pre>
 *   int test(Row row) {
 *       Document document = row.document();
 *       if (document == null) goto elsewhere;
 *       FieldPlaces places = usual;
 *       if (!places.isOf(document)) {
 *           places = FieldPlaces.find(this.places, document);
 *           if (places == null) goto elsewhere;
 *       }
 *       UnsafeBuffer source = FieldPlaces.source(document);
 *       byte[] array = source.byteArray();
 *       int slots = FieldPlaces.slots(document);
 *       long start = source.addressOffset() + slots;
 *
 *       int answer = test0.look(
 *               source, array, start + places.tag(0), start + places.slot(0), slots + places.variable());
 *       if (answer == NO) goto what comes after no;
 *       if (answer == YES) goto what comes after yes;
 *       goto unknown;
 *
 *       ... the same for each test; where its answer is that of the whole it is returned
 *
 *       holds: return OK;
 *       fails: return FALSE;
 *       unknown: return exact(row);
 *       elsewhere: return elsewhere(row, document);
 *   }
 *
 *   int elsewhere(Row row, Document document) {
 *       if (document == null) goto unknown;
 *       learn(document);
 *       ... the same with int answer = test0.lookAnywhere(document)
 *   }
 * </pre>
 */
final class PredicateClass {
    private static final String SUPER = Type.getInternalName(CompiledEvaluator.class);
    private static final String NAME = SUPER + "Made";
    private static final String PROGRAM = Type.getInternalName(PredicateProgram.class);
    private static final String PLACES = Type.getInternalName(FieldPlaces.class);
    private static final String INIT = Type.getMethodDescriptor(
            Type.VOID_TYPE,
            Type.getType(PredicateProgram.class),
            Type.getType(Computation.class),
            Type.getType(Failure.class));
    private static final String TEST = Type.getMethodDescriptor(Type.INT_TYPE, Type.getType(Row.class));
    private static final String DOCUMENT = Type.getMethodDescriptor(Type.getType(Document.class));
    private static final String FIND = Type.getMethodDescriptor(
            Type.getType(FieldPlaces.class), Type.getType(FieldPlaces[].class), Type.getType(Document.class));
    private static final String IS_OF = Type.getMethodDescriptor(Type.BOOLEAN_TYPE, Type.getType(Document.class));
    private static final String PLACE = Type.getMethodDescriptor(Type.INT_TYPE, Type.INT_TYPE);
    private static final String LOOK = Type.getMethodDescriptor(
            Type.INT_TYPE,
            Type.getType(UnsafeBuffer.class),
            Type.getType(byte[].class),
            Type.LONG_TYPE,
            Type.LONG_TYPE,
            Type.INT_TYPE);
    private static final String BUFFER = Type.getInternalName(UnsafeBuffer.class);
    private static final String ARRAY_OF = Type.getMethodDescriptor(Type.getType(byte[].class));
    private static final String ADDRESS_OF = Type.getMethodDescriptor(Type.LONG_TYPE);
    private static final String SOURCE_OF =
            Type.getMethodDescriptor(Type.getType(UnsafeBuffer.class), Type.getType(Document.class));
    private static final String ELSEWHERE =
            Type.getMethodDescriptor(Type.INT_TYPE, Type.getType(Row.class), Type.getType(Document.class));

    private static final String LEARN = Type.getMethodDescriptor(Type.VOID_TYPE, Type.getType(Document.class));
    private static final String OF_DOCUMENT = Type.getMethodDescriptor(Type.INT_TYPE, Type.getType(Document.class));

    // Local variables.
    private static final int THIS = 0;
    private static final int ARGUMENT = 1;
    private static final int VIEW = 2;
    private static final int FOUND = 3;
    private static final int SOURCE = 4;
    private static final int SLOTS = 5;
    private static final int ANSWER = 6;
    private static final int ARRAY = 7;
    private static final int START = 8;

    private final PredicateProgram program;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);

    private PredicateClass(PredicateProgram program) {
        this.program = program;
    }

    /** What programs have in common that differ in nothing but fields and constants. */
    static String form(PredicateProgram program) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < program.size(); i++) {
            form.append(kind(program.test(i)))
                    .append(program.test(i).isInside() ? "." : " ")
                    .append(program.afterYes(i))
                    .append(' ')
                    .append(program.afterNo(i))
                    .append(' ');
        }
        return form.toString();
    }

    private static char kind(FieldTest test) {
        if (test instanceof RangeTest) {
            return 'r';
        }
        if (test instanceof TextTest) {
            return 't';
        }
        assert test instanceof NumbersTest;
        return 'n';
    }

    /** A class that is unloaded when there are no more objects of it. */
    static Class<?> make(PredicateProgram program) {
        try {
            return MethodHandles.lookup()
                    .defineHiddenClass(new PredicateClass(program).write(), false)
                    .lookupClass();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("form=" + form(program), e);
        }
    }

    static CompiledEvaluator instance(Class<?> made, PredicateProgram program, Computation exact, Failure failure) {
        try {
            return (CompiledEvaluator)
                    made.getDeclaredConstructor(PredicateProgram.class, Computation.class, Failure.class)
                            .newInstance(program, exact, failure);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("form=" + form(program), e);
        }
    }

    private byte[] write() {
        writer.visit(V17, ACC_FINAL, NAME, null, SUPER, null);
        for (int i = 0; i < program.size(); i++) {
            writer.visitField(ACC_PRIVATE | ACC_FINAL, field(i), descriptor(i), null, null);
        }
        constructor(writer.visitMethod(0, "<init>", INIT, null, null));
        test(writer.visitMethod(ACC_PUBLIC, "test", TEST, null, null));
        elsewhere(writer.visitMethod(ACC_PRIVATE, "elsewhere", ELSEWHERE, null, null));
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static String field(int test) {
        return "test" + test;
    }

    private String type(int test) {
        return Type.getInternalName(program.test(test).getClass());
    }

    private String descriptor(int test) {
        return Type.getDescriptor(program.test(test).getClass());
    }

    private void constructor(MethodVisitor code) {
        code.visitCode();
        code.visitVarInsn(ALOAD, THIS);
        code.visitVarInsn(ALOAD, 1);
        code.visitVarInsn(ALOAD, 2);
        code.visitVarInsn(ALOAD, 3);
        code.visitMethodInsn(INVOKESPECIAL, SUPER, "<init>", INIT, false);
        for (int i = 0; i < program.size(); i++) {
            code.visitVarInsn(ALOAD, THIS);
            code.visitVarInsn(ALOAD, 1);
            code.visitIntInsn(BIPUSH, i);
            code.visitMethodInsn(
                    INVOKEVIRTUAL,
                    PROGRAM,
                    "test",
                    Type.getMethodDescriptor(Type.getType(FieldTest.class), Type.INT_TYPE),
                    false);
            code.visitTypeInsn(CHECKCAST, type(i));
            code.visitFieldInsn(PUTFIELD, NAME, field(i), descriptor(i));
        }
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Where it is known where fields lie. */
    private void test(MethodVisitor code) {
        code.visitCode();
        Labels labels = new Labels(program.size());
        Label elsewhere = new Label();
        findPlaces(code, elsewhere);
        for (int i = 0; i < program.size(); i++) {
            code.visitLabel(labels.tests[i]);
            ask(code, i);
            answer(code, i, labels);
        }
        end(code, labels);
        code.visitLabel(elsewhere);
        code.visitVarInsn(ALOAD, THIS);
        code.visitVarInsn(ALOAD, ARGUMENT);
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKESPECIAL, NAME, "elsewhere", ELSEWHERE, false);
        code.visitInsn(IRETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static void findPlaces(MethodVisitor code, Label elsewhere) {
        Label found = new Label();
        code.visitVarInsn(ALOAD, ARGUMENT);
        code.visitMethodInsn(INVOKEVIRTUAL, Type.getInternalName(Row.class), "document", DOCUMENT, false);
        code.visitInsn(DUP);
        code.visitVarInsn(ASTORE, VIEW);
        code.visitJumpInsn(IFNULL, elsewhere);
        code.visitVarInsn(ALOAD, THIS);
        code.visitFieldInsn(GETFIELD, SUPER, "usual", Type.getDescriptor(FieldPlaces.class));
        code.visitInsn(DUP);
        code.visitVarInsn(ASTORE, FOUND);
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKEVIRTUAL, PLACES, "isOf", IS_OF, false);
        code.visitJumpInsn(IFNE, found);
        code.visitVarInsn(ALOAD, THIS);
        code.visitFieldInsn(GETFIELD, SUPER, "places", Type.getDescriptor(FieldPlaces[].class));
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKESTATIC, PLACES, "find", FIND, false);
        code.visitInsn(DUP);
        code.visitVarInsn(ASTORE, FOUND);
        code.visitJumpInsn(IFNULL, elsewhere);
        code.visitLabel(found);
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKESTATIC, PLACES, "source", SOURCE_OF, false);
        code.visitInsn(DUP);
        code.visitVarInsn(ASTORE, SOURCE);
        code.visitMethodInsn(INVOKEVIRTUAL, BUFFER, "byteArray", ARRAY_OF, false);
        code.visitVarInsn(ASTORE, ARRAY);
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKESTATIC, PLACES, "slots", OF_DOCUMENT, false);
        code.visitVarInsn(ISTORE, SLOTS);
        code.visitVarInsn(ALOAD, SOURCE);
        code.visitMethodInsn(INVOKEVIRTUAL, BUFFER, "addressOffset", ADDRESS_OF, false);
        code.visitVarInsn(ILOAD, SLOTS);
        code.visitInsn(I2L);
        code.visitInsn(LADD);
        code.visitVarInsn(LSTORE, START);
    }

    /** Where it is not: of a layout that is new, of none, or where some fields lie in another document. */
    private void elsewhere(MethodVisitor code) {
        code.visitCode();
        Labels labels = new Labels(program.size());
        code.visitVarInsn(ALOAD, VIEW);
        code.visitJumpInsn(IFNULL, labels.unknown);
        code.visitVarInsn(ALOAD, THIS);
        code.visitVarInsn(ALOAD, VIEW);
        code.visitMethodInsn(INVOKEVIRTUAL, SUPER, "learn", LEARN, false);
        for (int i = 0; i < program.size(); i++) {
            code.visitLabel(labels.tests[i]);
            code.visitVarInsn(ALOAD, THIS);
            code.visitFieldInsn(GETFIELD, NAME, field(i), descriptor(i));
            code.visitVarInsn(ALOAD, VIEW);
            code.visitMethodInsn(INVOKEVIRTUAL, type(i), "lookAnywhere", OF_DOCUMENT, false);
            answer(code, i, labels);
        }
        end(code, labels);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void ask(MethodVisitor code, int test) {
        code.visitVarInsn(ALOAD, THIS);
        code.visitFieldInsn(GETFIELD, NAME, field(test), descriptor(test));
        code.visitVarInsn(ALOAD, SOURCE);
        code.visitVarInsn(ALOAD, ARRAY);
        place(code, "tag", test);
        place(code, "slot", test);
        code.visitVarInsn(ILOAD, SLOTS);
        code.visitVarInsn(ALOAD, FOUND);
        code.visitMethodInsn(INVOKEVIRTUAL, PLACES, "variable", "()I", false);
        code.visitInsn(IADD);
        String look = program.test(test).isInside() ? "lookInside" : "look";
        code.visitMethodInsn(INVOKEVIRTUAL, type(test), look, LOOK, false);
    }

    /** Goes where the answer on the stack says. */
    private void answer(MethodVisitor code, int test, Labels labels) {
        code.visitInsn(DUP);
        code.visitVarInsn(ISTORE, ANSWER);
        if (program.afterYes(test) == PredicateProgram.HOLDS && program.afterNo(test) == PredicateProgram.FAILS) {
            code.visitIntInsn(BIPUSH, FieldTest.UNKNOWN);
            code.visitJumpInsn(IF_ICMPEQ, labels.unknown);
            code.visitVarInsn(ILOAD, ANSWER);
            code.visitInsn(IRETURN);
            return;
        }
        code.visitJumpInsn(IFEQ, labels.of(program.afterNo(test)));
        code.visitVarInsn(ILOAD, ANSWER);
        code.visitIntInsn(BIPUSH, FieldTest.YES);
        code.visitJumpInsn(IF_ICMPEQ, labels.of(program.afterYes(test)));
        code.visitJumpInsn(GOTO, labels.unknown);
    }

    private static void place(MethodVisitor code, String what, int test) {
        code.visitVarInsn(LLOAD, START);
        code.visitVarInsn(ALOAD, FOUND);
        code.visitIntInsn(BIPUSH, test);
        code.visitMethodInsn(INVOKEVIRTUAL, PLACES, what, PLACE, false);
        code.visitInsn(I2L);
        code.visitInsn(LADD);
    }

    private static void end(MethodVisitor code, Labels labels) {
        end(code, labels.holds, Evaluator.OK);
        end(code, labels.fails, Evaluator.FALSE);
        code.visitLabel(labels.unknown);
        code.visitVarInsn(ALOAD, THIS);
        code.visitVarInsn(ALOAD, ARGUMENT);
        code.visitMethodInsn(INVOKEVIRTUAL, SUPER, "exact", TEST, false);
        code.visitInsn(IRETURN);
    }

    private static void end(MethodVisitor code, Label label, int answer) {
        code.visitLabel(label);
        code.visitIntInsn(BIPUSH, answer);
        code.visitInsn(IRETURN);
    }

    /** Where a method goes on. */
    private static final class Labels {
        final Label[] tests;
        final Label holds = new Label();
        final Label fails = new Label();
        final Label unknown = new Label();

        Labels(int count) {
            tests = new Label[count];
            for (int i = 0; i < count; i++) {
                tests[i] = new Label();
            }
        }

        Label of(int next) {
            return next == PredicateProgram.HOLDS ? holds : next == PredicateProgram.FAILS ? fails : tests[next];
        }
    }
}
