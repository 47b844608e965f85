package io.tailrace.document;

/** Shapes by their fields, open addressing. One writer at a time (the dictionary's lock), any reader without one. */
final class ShapeTable {
    /** Replaced by the writer when it grows. */
    private volatile Shape[] table = new Shape[64];

    private int size;

    /** The shape of exactly these fields of this dictionary, sorted by name, or null. */
    Shape find(Field[] fields, int count) {
        Shape[] shapes = table;
        int mask = shapes.length - 1;
        for (int i = Shape.hash(fields, count) & mask; ; i = i + 1 & mask) {
            Shape shape = shapes[i];
            if (shape == null || shape.hasFields(fields, count)) {
                return shape;
            }
        }
    }

    void add(Shape shape) {
        if (++size * 2 > table.length) {
            Shape[] larger = new Shape[table.length * 2];
            for (Shape old : table) {
                if (old != null) {
                    place(larger, old);
                }
            }
            table = larger;
        }
        place(table, shape);
    }

    private static void place(Shape[] shapes, Shape shape) {
        int mask = shapes.length - 1;
        int i = shape.fieldsHash() & mask;
        while (shapes[i] != null) {
            i = i + 1 & mask;
        }
        shapes[i] = shape;
    }
}
