package io.tailrace;

import io.tailrace.feed.ChangeHandler;
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
import org.agrona.ErrorHandler;
import org.agrona.collections.ArrayUtil;

/** The feeds that the engine runs, on dispatchers that many of them share or on threads of their own. Any thread. */
final class FeedRuns {
    private final TailraceConfig config;
    private final FeedContext context;
    private final EngineThreads threads;
    private final ErrorHandler errorHandler;
    private final AtomicInteger named = new AtomicInteger();
    /** In the order in which they were begun; guarded by itself. */
    private final Set<FeedRun> runs = new LinkedHashSet<>();
    /** Begun when they are needed; guarded by itself. */
    private final List<GroupAgent> dispatchers = new ArrayList<>();
    /** One for each dispatcher; replaced whole under the lock of those. An array, as who walks a list makes garbage. */
    private volatile HandlerWatch[] watches = {};

    FeedRuns(TailraceConfig config, FeedContext context, EngineThreads threads, ErrorHandler errorHandler) {
        this.config = config;
        this.context = context;
        this.threads = threads;
        this.errorHandler = errorHandler;
    }

    /** A group that its caller polls. */
    FeedGroup group() {
        return EngineSide.group(context, errorHandler, GroupHost.NONE);
    }

    /** Runs a feed, under a name that tells it from others, until it is closed or ends. */
    FeedRun run(Feed feed, ChangeHandler handler) {
        return run("tailrace-feed-" + named.incrementAndGet(), feed, handler);
    }

    /** Runs a feed beside others until it is closed or ends. */
    FeedRun run(String name, Feed feed, ChangeHandler handler) {
        synchronized (dispatchers) {
            GroupAgent dispatcher = dispatcher();
            if (!dispatchers.contains(dispatcher)) {
                start(dispatcher); // where there is no thread to be had, the feed stays the caller's
                dispatchers.add(dispatcher);
                watches = ArrayUtil.add(watches, watch(dispatcher.group()));
            }
            return listed(dispatcher.group().add(name, feed, handler));
        }
    }

    /** Runs a feed on a thread of its own, where there are threads. */
    FeedRun runDedicated(String name, Feed feed, ChangeHandler handler) {
        if (config.threading() != Threading.DEDICATED) {
            return run(name, feed, handler);
        }
        GroupAgent own = agent(name, true);
        FeedRun run = listed(own.group().add(name, feed, handler));
        start(own);
        return run;
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

    /** The dispatcher with the fewest feeds; a new one as long as there are fewer than wanted. */
    private GroupAgent dispatcher() {
        int wanted = config.threading() == Threading.DEDICATED ? config.feedThreads() : 1;
        GroupAgent least = null;
        for (GroupAgent agent : dispatchers) {
            least = least == null || agent.group().size() < least.group().size() ? agent : least;
        }
        if (least == null || least.group().size() > 0 && dispatchers.size() < wanted) {
            return agent("tailrace-feeds-" + (dispatchers.size() + 1), false);
        }
        return least;
    }

    private GroupAgent agent(String name, boolean ends) {
        Sleeper sleeper = threads.sleepers().add();
        return new GroupAgent(name, EngineSide.group(context, errorHandler, new Host(sleeper)), sleeper, ends);
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

        Host(Sleeper sleeper) {
            this.sleeper = sleeper;
        }

        @Override
        public void over(FeedRun run) {
            FeedRuns.this.over(run);
        }

        @Override
        public void isolate(FeedRun run) {
            GroupAgent own = agent(run.name(), true);
            EngineSide.adopt(own.group(), run);
            start(own);
        }

        @Override
        public void hurry(Thread thread) {
            EngineThread.hear(thread);
        }

        @Override
        public void ordered() {
            sleeper.wake();
        }
    }
}
