package io.tailrace.feed;

/** Numbers of touched places, in the order of first touch. Not thread safe; it allocates only when it grows. */
final class TouchQueue {
    private final TouchedPlaces touched;
    private int[] numbers = new int[64];
    private int start;
    private int end;

    TouchQueue(TouchedPlaces touched) {
        this.touched = touched;
    }

    int size() {
        return end - start;
    }

    /** What was touched first, or NONE. */
    int first() {
        return start == end ? TouchedPlaces.NONE : numbers[start];
    }

    void add(int number) {
        if (end == numbers.length) {
            makeRoom();
        }
        int index = index(number);
        System.arraycopy(numbers, index, numbers, index + 1, end - index);
        numbers[index] = number;
        end++;
    }

    void remove(int number) {
        int index = index(number);
        assert numbers[index] == number;
        if (index == start) {
            start++;
        } else {
            end--;
            System.arraycopy(numbers, index + 1, numbers, index, end - index);
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /** Index of the first number that was not touched earlier. */
    private int index(int number) {
        long touch = touched.touches[number];
        int low = start;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (touched.touches[numbers[middle]] < touch) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void makeRoom() {
        int size = size();
        int[] to = size > numbers.length >> 1 ? new int[numbers.length << 1] : numbers;
        System.arraycopy(numbers, start, to, 0, size);
        numbers = to;
        start = 0;
        end = size;
    }
}
