package io.tailrace.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads encoded values into plain Java objects. Without state. */
final class BoxedOutput {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private BoxedOutput() {}

    static Map<String, Object> map(Dictionary dictionary, UnsafeBuffer buffer, int object) {
        int count = DocumentDescriptor.fieldCount(buffer, object);
        int slots = DocumentDescriptor.slots(buffer, object);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Field field = ObjectNames.field(dictionary, buffer, object, i);
            map.put(field.name(), value(dictionary, buffer, slots, count, i));
        }
        return map;
    }

    static List<Object> list(Dictionary dictionary, UnsafeBuffer buffer, int array) {
        int count = DocumentDescriptor.elementCount(buffer, array);
        List<Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(value(dictionary, buffer, DocumentDescriptor.arraySlots(array), count, i));
        }
        return list;
    }

    static Object value(Dictionary dictionary, UnsafeBuffer buffer, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(buffer, slots, count, index);
        long slot = DocumentDescriptor.slot(buffer, slots, index);
        int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        return switch (tag) {
            case Tag.STRING -> buffer.getStringWithoutLengthUtf8(at, DocumentDescriptor.lengthOf(slot));
            case Tag.BYTES -> {
                byte[] bytes = new byte[DocumentDescriptor.lengthOf(slot)];
                buffer.getBytes(at, bytes);
                yield bytes;
            }
            case Tag.OBJECT -> map(dictionary, buffer, at);
            case Tag.ARRAY -> list(dictionary, buffer, at);
            default -> scalar(tag, slot);
        };
    }

    /** What needs no variable part. */
    static Object scalar(byte tag, long slot) {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.BOOLEAN -> slot != 0;
            case Tag.INTEGER -> slot;
            case Tag.FLOAT -> Double.longBitsToDouble(slot);
            case Tag.TIME -> instant(slot);
            default -> throw Rejections.unknownTag(tag);
        };
    }

    static Instant instant(long epochNs) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNs, NANOS_PER_SECOND), Math.floorMod(epochNs, NANOS_PER_SECOND));
    }
}
