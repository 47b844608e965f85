package io.tailrace.json;

/** A reusable view of part of a char array. Not thread safe; valid until the array changes. */
final class CharSlice implements CharSequence {
    private char[] chars;
    private int offset;
    private int length;

    CharSlice wrap(char[] newChars, int newOffset, int newLength) {
        chars = newChars;
        offset = newOffset;
        length = newLength;
        return this;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[offset + index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new CharSlice().wrap(chars, offset + start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars, offset, length);
    }
}
