package io.tailrace.bench.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a feed has to deliver that unites several: each of these its own, and of what waits in one read what has the
 * least sequence first, of equal ones what the earlier has. Not thread safe.
 */
final class Followers {
    private final List<Follower> all = new ArrayList<>();
    private final boolean isReadKnown;

    /**
     * Stands at a sequence.
     *
     * @param isReadKnown whether {@link #endRead} is called before each read
     */
    Followers(Streams asked, Truth truth, long start, Times times, boolean isReadKnown) {
        this.isReadKnown = isReadKnown;
        asked.all().forEach(each -> all.add(new Follower(each, truth, start, times, isReadKnown)));
    }

    /** It goes on where another one was: what is there by now comes change by change. */
    void resume(long until) {
        all.forEach(each -> each.resume(until));
    }

    /** It goes on inside of what is shown at once; one that unites others does not. */
    void resume(long until, long end, int events) {
        all.forEach(each -> each.resume(until, end, events));
    }

    /** Takes in what has happened since. */
    void follow(Truth truth) {
        all.forEach(each -> each.follow(truth));
    }

    /** A read begins, which ends with what has happened by now. */
    void endRead(Truth truth) {
        all.forEach(each -> each.endRead(truth));
    }

    /** What waits, waits no more. */
    void endAll() {
        all.forEach(Follower::endAll);
    }

    boolean isTooFar() {
        return all.stream().anyMatch(Follower::isTooFar);
    }

    boolean mayBeTooFar(Truth truth) {
        return all.stream().anyMatch(each -> each.mayBeTooFar(truth));
    }

    /**
     * Compares an event that was delivered.
     *
     * @param stream of which of them it is
     * @param limitNs what time it can be in the journal
     * @return null, or what is wrong
     */
    String onEvent(int stream, Event event, long limitNs) {
        if (isReadKnown) {
            for (int i = 0; i < all.size(); i++) {
                long waits = i == stream ? Long.MAX_VALUE : all.get(i).nextSequence();
                if (waits < event.sequence() || waits == event.sequence() && i < stream) {
                    return event + " of stream " + stream + " comes before sequence=" + waits + " of stream " + i;
                }
            }
        }
        String wrong = all.get(stream).onEvent(event, limitNs);
        return wrong == null ? null : "stream " + stream + " " + wrong;
    }

    boolean isInitialOver() {
        return all.stream().allMatch(Follower::isInitialOver);
    }

    /** How many initial values and states are left. */
    int initialLeft() {
        return all.stream().mapToInt(Follower::initialLeft).sum();
    }

    int eventsBeyond(long position) {
        return all.size() == 1 ? all.get(0).eventsBeyond(position) : 0;
    }

    /** Whether anything but initial values was delivered. */
    boolean hasShownChange() {
        return all.stream().anyMatch(Follower::hasShownChange);
    }

    /** Whether a window waits for its end, all that can be known being known. */
    boolean isWaiting() {
        return all.stream().anyMatch(Follower::isWaiting);
    }

    /** What is left to deliver once everything is that can be; null where that is nothing. */
    String leftOver() {
        for (Follower each : all) {
            String left = each.leftOver();
            if (left != null) {
                return left;
            }
        }
        return null;
    }
}
