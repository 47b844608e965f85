package io.tailrace;

import io.tailrace.feed.EngineSide;
import io.tailrace.feed.FeedGroup;
import io.tailrace.write.Sleeper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/** Polls a group on whatever runs it. One thread. */
final class GroupAgent implements Agent {
    /** Most events of one duty cycle, so that other agents get their turn. */
    private static final int LIMIT = 1024;

    private final String name;
    private final FeedGroup group;
    private final Sleeper sleeper;
    /** Whether the agent is done when its feeds are. */
    private final boolean ends;
    /** Whether it was given them; written by any thread. */
    private volatile boolean given;

    GroupAgent(String name, FeedGroup group, Sleeper sleeper, boolean ends) {
        this.name = name;
        this.group = group;
        this.sleeper = sleeper;
        this.ends = ends;
    }

    FeedGroup group() {
        return group;
    }

    /** Whoever made it has given it the feeds that there are, none of them where that has failed. */
    void given() {
        given = true;
        sleeper.wake();
    }

    private boolean isDone() {
        return ends && given && group.size() == 0;
    }

    /** What the thread that runs this sleeps by. */
    Sleeper sleeper() {
        return sleeper;
    }

    @Override
    public int doWork() {
        boolean isDone = isDone(); // before the poll, which takes in what has come
        int count = group.poll(LIMIT);
        if (isDone && count == 0 && group.size() == 0) {
            throw new AgentTerminationException(true);
        }
        return count == 0 && EngineSide.hasMoved(group) ? 1 : count; // changes that concern no feed are work too
    }

    /** Ends the feeds by what was thrown past them, by the way their thread idles for example. */
    void fail(Throwable cause) {
        if (isDone()) {
            throw new AgentTerminationException(true);
        }
        EngineSide.fail(group, cause);
    }

    @Override
    public void onClose() {
        group.close();
    }

    @Override
    public String roleName() {
        return name;
    }
}
