package io.tailrace;

import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.DispatcherGauge;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.feed.GroupHost;
import io.tailrace.feed.HandlerWatch;
import io.tailrace.write.Sleeper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;

/** The feeds that the engine runs, on dispatchers that many of them share or on threads of their own. Any thread. */
final class FeedRuns {
    private final TailraceConfig config;
    private final FeedContext context;
    private final EngineThreads threads;
    private final ErrorHandler errorHandler;
    private final AtomicInteger named = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    /** In the order in which they were begun; guarded by itself. */
    private final Set<FeedRun> runs = new LinkedHashSet<>();
    /** Begun when they are needed; guarded by itself. */
    private final List<GroupAgent> dispatchers = new ArrayList<>();
    /** Where feeds catch up, so that those on the dispatchers need not wait; begun for the first. */
    private GroupAgent behind;
    /** One for each dispatcher; replaced whole under the lock of those. An array, as who walks a list makes garbage. */
    private volatile HandlerWatch[] watches = {};

    /** As those. */
    private volatile DispatcherGauge[] gauges = {};

    FeedRuns(TailraceConfig config, FeedContext context, EngineThreads threads, ErrorHandler errorHandler) {
        this.config = config;
        this.context = context;
        this.threads = threads;
        this.errorHandler = errorHandler;
    }

    /** A group that its caller polls. */
    FeedGroup group() {
        return EngineSide.group(context, errorHandler, GroupHost.NONE, new AtomicLong());
    }

    /** Runs a feed, under a name that tells it from others, until it is closed or ends. */
    FeedRun run(Feed feed, ChangeHandler handler) {
        return run("tailrace-feed-" + named.incrementAndGet(), feed, handler);
    }

    /** Runs a feed beside others until it is closed or ends. */
    FeedRun run(String name, Feed feed, ChangeHandler handler) {
        synchronized (dispatchers) {
            return listed(dispatcher().group().add(name, feed, handler));
        }
    }

    /** Runs a feed on a thread of its own, where there are threads. */
    FeedRun runDedicated(String name, Feed feed, ChangeHandler handler) {
        if (config.threading() != Threading.DEDICATED) {
            return run(name, feed, handler);
        }
        GroupAgent own = agent(name, true, GroupHost.Part.ALL);
        start(own); // first: where there is no thread to be had, the feed is as it was
        try {
            return listed(own.group().add(name, feed, handler));
        } finally {
            own.given();
        }
    }

    private FeedRun listed(FeedRun run) {
        synchronized (runs) {
            runs.add(run);
        }
        if (!run.isRunning() && run.failure() == null) {
            over(run); // it has ended already
        }
        return run;
    }

    private void over(FeedRun run) {
        synchronized (runs) {
            runs.remove(run);
        }
    }

    /** Feeds that run, and those that have failed and were not closed since. */
    List<FeedRun> feeds() {
        synchronized (runs) {
            return List.copyOf(runs);
        }
    }

    /**
     * The dispatcher with the fewest feeds; a new one as long as there are fewer than wanted. Where there is no thread
     * to be had, this throws before anything has changed.
     */
    private GroupAgent dispatcher() {
        boolean isThreaded = config.threading() == Threading.DEDICATED;
        int wanted = isThreaded ? config.feedThreads() : 1;
        GroupAgent least = null;
        for (GroupAgent agent : dispatchers) {
            least = least == null || agent.group().size() < least.group().size() ? agent : least;
        }
        if (least != null && (least.group().size() == 0 || dispatchers.size() == wanted)) {
            return least;
        }
        GroupAgent agent = agent(
                "tailrace-feeds-" + (dispatchers.size() + 1),
                false,
                isThreaded ? GroupHost.Part.LEVEL : GroupHost.Part.ALL);
        begin(agent);
        dispatchers.add(agent);
        return agent;
    }

    /** Whoever serves the feeds of a part beside those of another one. */
    private GroupAgent serving(GroupHost.Part part) {
        synchronized (dispatchers) {
            if (part == GroupHost.Part.LEVEL) {
                return dispatcher();
            }
            if (behind == null) {
                GroupAgent agent = agent("tailrace-feeds-behind", false, GroupHost.Part.BEHIND);
                begin(agent);
                behind = agent;
            }
            return behind;
        }
    }

    private void begin(GroupAgent agent) {
        start(agent);
        HandlerWatch watch = watch(agent.group());
        watches = ArrayUtil.add(watches, watch);
        gauges = ArrayUtil.add(gauges, new DispatcherGauge(agent.roleName(), agent.group(), watch));
    }

    /** The dispatchers there are, by age, for who tells of them. Any thread; not to be changed. */
    DispatcherGauge[] gauges() {
        return gauges;
    }

    private GroupAgent agent(String name, boolean ends, GroupHost.Part part) {
        Sleeper sleeper = threads.sleeper();
        Host host = new Host(sleeper, part);
        return new GroupAgent(name, EngineSide.group(context, errorHandler, host, numbers), sleeper, ends);
    }

    private HandlerWatch watch(FeedGroup group) {
        boolean isolates = config.isolatesSlow() && config.threading() == Threading.DEDICATED;
        return EngineSide.watch(group, config.handlerAllowance().toNanos(), errorHandler, isolates);
    }

    /** Looks for handlers that keep a dispatcher from its other feeds; one thread, which is none of those. */
    void watch(long nowNs) {
        for (HandlerWatch watch : watches) {
            watch.look(nowNs);
        }
    }

    private void start(GroupAgent agent) {
        threads.run(agent, agent.sleeper(), agent::fail);
    }

    /** Of a group whose thread sleeps while there is nothing to do. */
    private final class Host implements GroupHost {
        private final Sleeper sleeper;
        private final Part part;
        /** Of the thread that polls the group. */
        private boolean isRefused;

        Host(Sleeper sleeper, Part part) {
            this.sleeper = sleeper;
            this.part = part;
        }

        @Override
        public Part part() {
            return isRefused ? Part.ALL : part;
        }

        @Override
        public boolean passOn(FeedRun run) {
            GroupAgent other;
            try {
                other = serving(part == Part.LEVEL ? Part.BEHIND : Part.LEVEL);
            } catch (Throwable e) { // the JVM says by an Error that it has no thread left
                isRefused = true; // those that are behind catch up here
                errorHandler.onError(e);
                return false;
            }
            EngineSide.adopt(other.group(), run);
            return true;
        }

        @Override
        public void over(FeedRun run) {
            FeedRuns.this.over(run);
        }

        @Override
        public void isolate(FeedRun run) {
            GroupAgent own = agent(run.name(), true, Part.ALL);
            try {
                start(own);
            } catch (Throwable e) { // the JVM says by an Error that it has no thread left
                EngineSide.adopt(EngineSide.group(run), run);
                errorHandler.onError(e);
                return;
            }
            EngineSide.adopt(own.group(), run);
            own.given();
        }

        @Override
        public void hurry(Thread thread) {
            threads.hurry(thread);
        }

        @Override
        public void ordered() {
            sleeper.wake();
        }
    }
}
