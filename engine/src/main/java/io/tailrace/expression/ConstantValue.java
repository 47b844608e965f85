package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** The same value on every row, encoded once. Not thread safe. */
final class ConstantValue extends Computation {
    private final int truth;

    private ConstantValue(Value value) {
        this.value = value;
        truth = truth(value);
    }

    static ConstantValue of(Dictionary dictionary, Constant constant) {
        Value value = new Value(dictionary);
        switch (constant.type) {
            case NULL -> value.putNull();
            case BOOLEAN -> value.set(constant.bits != 0);
            case INTEGER -> value.set(constant.bits);
            case FLOAT -> value.set(constant.doubleValue());
            case TIME -> value.putTime(constant.bits);
            case STRING -> {
                UnsafeBuffer utf8 = new UnsafeBuffer(constant.text.getBytes(StandardCharsets.UTF_8));
                value.wrapUtf8(utf8, 0, utf8.capacity());
            }
            default -> {
                UnsafeBuffer bytes = new UnsafeBuffer(constant.bytes());
                value.wrapBytes(bytes, 0, bytes.capacity());
            }
        }
        return new ConstantValue(value);
    }

    /** What another value is now, copied. */
    static ConstantValue copy(Value value) {
        UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(value.encodedLength()));
        value.encode(copy, 0);
        return new ConstantValue(new Value(value.dictionary()).wrap(copy, 0));
    }

    @Override
    int evaluate(Row row) {
        return Evaluator.OK;
    }

    @Override
    int test(Row row) {
        return truth;
    }
}
