package io.tailrace;

import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.feed.GroupHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ErrorHandler;

/** The feeds that the engine runs, on dispatchers that many of them share or on threads of their own. Any thread. */
final class FeedRuns implements GroupHost {
    private final TailraceConfig config;
    private final FeedContext context;
    private final EngineThreads threads;
    private final ErrorHandler errorHandler;
    private final AtomicInteger named = new AtomicInteger();
    /** In the order in which they were begun; guarded by itself. */
    private final Set<FeedRun> runs = new LinkedHashSet<>();
    /** Begun when they are needed; guarded by itself. */
    private final List<FeedGroup> dispatchers = new ArrayList<>();

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
            FeedGroup dispatcher = dispatcher();
            FeedRun run = listed(dispatcher.add(name, feed, handler));
            if (!dispatchers.contains(dispatcher)) {
                dispatchers.add(dispatcher);
                start(new GroupAgent("tailrace-feeds-" + dispatchers.size(), dispatcher, false));
            }
            return run;
        }
    }

    /** Runs a feed on a thread of its own, where there are threads. */
    FeedRun runDedicated(String name, Feed feed, ChangeHandler handler) {
        if (config.threading() != Threading.DEDICATED) {
            return run(name, feed, handler);
        }
        FeedGroup group = EngineSide.group(context, errorHandler, this);
        FeedRun run = listed(group.add(name, feed, handler));
        start(new GroupAgent(name, group, true));
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

    @Override
    public void over(FeedRun run) {
        synchronized (runs) {
            runs.remove(run);
        }
    }

    @Override
    public void hurry(Thread thread) {
        EngineThread.hear(thread);
    }

    /** Feeds that run, and those that have failed and were not closed since. */
    List<FeedRun> feeds() {
        synchronized (runs) {
            return List.copyOf(runs);
        }
    }

    /** The dispatcher with the fewest feeds; a new one as long as there are fewer than wanted. */
    private FeedGroup dispatcher() {
        int wanted = config.threading() == Threading.DEDICATED ? config.feedThreads() : 1;
        FeedGroup least = null;
        for (FeedGroup group : dispatchers) {
            least = least == null || group.size() < least.size() ? group : least;
        }
        if (least == null || least.size() > 0 && dispatchers.size() < wanted) {
            return EngineSide.group(context, errorHandler, this);
        }
        return least;
    }

    private void start(GroupAgent agent) {
        threads.run(agent, agent::fail);
    }
}
