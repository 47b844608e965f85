package io.tailrace.write;

/** Of a test whose messages have room and whose acks are looked at when the writer has worked. */
final class NoWaiting implements Waiting {
    @Override
    public void idle(Ack ack, int round) {
        throw new AssertionError("nothing here waits");
    }

    @Override
    public void idleBeside(int round) {
        idle(null, round);
    }

    @Override
    public void check() {}
}
