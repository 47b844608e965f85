package io.tailrace.document;

import io.tailrace.error.DocumentException;

/**
 * How large documents, keys and their catalogue may become. Fluent; the defaults are the largest values allowed, but
 * for the document (1 MiB by default, 16 MiB at most). Set before use, not thread safe while being set.
 */
public final class DocumentLimits {
    /** For the fields of an object around documents. */
    private static final int AROUND_BYTES = 1 << 10;

    private int documentBytes = 1 << 20;
    private int depth = 32;
    private int fields = 1_024;
    private int arrayElements = 100_000;
    private int keyBytes = 127;
    private int fieldNameBytes = 255;
    private int fieldNames = 65_535;
    private int shapes = 65_535;
    private int catalogueBytes = 64 << 20;

    /** Starts from the defaults. */
    public DocumentLimits() {}

    /** {@return the largest encoded document, in bytes} */
    public int documentBytes() {
        return documentBytes;
    }

    /**
     * Sets the largest encoded document, in bytes.
     *
     * @param maximum 64 to 16 MiB
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits documentBytes(int maximum) {
        documentBytes = checked("documentBytes", maximum, 64, 16 << 20);
        return this;
    }

    /** {@return the deepest nesting of objects and arrays, the document itself being level 1} */
    public int depth() {
        return depth;
    }

    /**
     * Sets the deepest nesting of objects and arrays, the document itself being level 1.
     *
     * @param maximum 1 to 32
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits depth(int maximum) {
        depth = checked("depth", maximum, 1, 32);
        return this;
    }

    /** {@return the most fields in one object} */
    public int fields() {
        return fields;
    }

    /**
     * Sets the most fields in one object.
     *
     * @param maximum 1 to 1,024
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits fields(int maximum) {
        fields = checked("fields", maximum, 1, 1_024);
        return this;
    }

    /** {@return the most elements in one array} */
    public int arrayElements() {
        return arrayElements;
    }

    /**
     * Sets the most elements in one array.
     *
     * @param maximum 1 to 100,000
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits arrayElements(int maximum) {
        arrayElements = checked("arrayElements", maximum, 1, 100_000);
        return this;
    }

    /** {@return the longest payload of a key, in bytes} */
    public int keyBytes() {
        return keyBytes;
    }

    /**
     * Sets the longest payload of a key, in bytes.
     *
     * @param maximum 1 to 127
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits keyBytes(int maximum) {
        keyBytes = checked("keyBytes", maximum, 1, 127);
        return this;
    }

    /** {@return the longest field name, in bytes of UTF-8} */
    public int fieldNameBytes() {
        return fieldNameBytes;
    }

    /**
     * Sets the longest field name, in bytes of UTF-8.
     *
     * @param maximum 1 to 255
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits fieldNameBytes(int maximum) {
        fieldNameBytes = checked("fieldNameBytes", maximum, 1, 255);
        return this;
    }

    /** {@return the most interned field names in one journal; beyond, documents carry new names themselves} */
    public int fieldNames() {
        return fieldNames;
    }

    /**
     * Sets the most interned field names in one journal; beyond, documents carry new names themselves.
     *
     * @param maximum 0 to 65,535
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits fieldNames(int maximum) {
        fieldNames = checked("fieldNames", maximum, 0, 65_535);
        return this;
    }

    /** {@return the most interned shapes in one journal; beyond, documents carry their names themselves} */
    public int shapes() {
        return shapes;
    }

    /**
     * Sets the most interned shapes in one journal; beyond, documents carry their names themselves.
     *
     * @param maximum 0 to 65,535
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits shapes(int maximum) {
        shapes = checked("shapes", maximum, 0, 65_535);
        return this;
    }

    /**
     * {@return the most bytes of interned field names and shapes in one journal, an eighth of a segment at most;
     * beyond, documents carry their names themselves} A name counts its UTF-8, a shape two bytes for each field, both
     * 20 more.
     */
    public int catalogueBytes() {
        return catalogueBytes;
    }

    /**
     * Sets the most bytes of interned field names and shapes in one journal.
     *
     * @param maximum 0 to 64 MiB; each segment begins with all of them, so an eighth of a segment is not passed either
     * @return this
     * @throws DocumentException if out of that range
     */
    public DocumentLimits catalogueBytes(int maximum) {
        catalogueBytes = checked("catalogueBytes", maximum, 0, 64 << 20);
        return this;
    }

    /**
     * Limits of an object around two documents that keep these limits.
     *
     * @return others, with room for both and one level more
     */
    public DocumentLimits aroundTwo() {
        DocumentLimits around = new DocumentLimits()
                .fields(fields)
                .arrayElements(arrayElements)
                .keyBytes(keyBytes)
                .fieldNameBytes(fieldNameBytes)
                .fieldNames(fieldNames)
                .shapes(shapes)
                .catalogueBytes(catalogueBytes);
        around.documentBytes = 2 * documentBytes + AROUND_BYTES;
        around.depth = depth + 1;
        return around;
    }

    private static int checked(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new DocumentException(
                    "limit " + name + "=" + value + " is out of range, lowest=" + lowest + " highest=" + highest);
        }
        return value;
    }
}
