package io.tailrace.index;

import org.agrona.BufferUtil;

/** Memory for indexes that refuses chosen requests. Not thread safe, but for the engine whose memory it is. */
public final class RefusingMemory {
    private static final int ALIGNMENT = 4096;

    private final IndexMemory memory =
            new IndexMemory(Long.MAX_VALUE, bytes -> BufferUtil.allocateDirectAligned(bytes, ALIGNMENT), Refusing::new);
    private int requests;
    private int first = Integer.MAX_VALUE;
    private int last;

    public IndexMemory memory() {
        return memory;
    }

    /** From now on refuses the n-th request, counted from 1, and nothing else. */
    public void refuse(int request) {
        refuse(request, request);
    }

    /** From now on refuses the n-th request, counted from 1, and all that follow. */
    public void refuseFrom(int request) {
        refuse(request, Integer.MAX_VALUE);
    }

    /** Refuses nothing any more. */
    public void allow() {
        refuse(Integer.MAX_VALUE, 0);
    }

    private void refuse(int from, int to) {
        requests = 0;
        first = from;
        last = to;
    }

    /** Requests since it was told what to refuse. */
    public int requests() {
        return requests;
    }

    private final class Refusing extends BlockAllocator {
        Refusing(IndexMemory memory) {
            super(memory);
        }

        @Override
        int allocate(int bytes) {
            requests++;
            return requests >= first && requests <= last ? IndexMemory.NONE : super.allocate(bytes);
        }
    }
}
