package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Updates;
import java.util.ArrayList;
import java.util.List;

/** How many threads bring a write to its handler; what has as many is measured beside each other. */
public enum Topology {
    /** One thread does everything. */
    ONE {
        @Override
        List<Route> rivals(Scratch scratch, Updates updates) {
            return List.of(
                    RawRoute.alone(scratch, updates), new IncumbentRoute(scratch, updates, IncumbentRoute.Mode.ALONE));
        }
    },
    /** A producer and another thread. */
    TWO {
        @Override
        List<Route> rivals(Scratch scratch, Updates updates) {
            return List.of(
                    RawRoute.beside(scratch, updates),
                    new IncumbentRoute(scratch, updates, IncumbentRoute.Mode.WRITER_DISPATCHES));
        }
    },
    /** A producer, a writer and a thread that tells subscribers. */
    THREE {
        @Override
        List<Route> rivals(Scratch scratch, Updates updates) {
            return List.of(new IncumbentRoute(scratch, updates, IncumbentRoute.Mode.DISPATCHER));
        }
    };

    /** What ours of this topology are. */
    List<EngineRoute.Mode> modes() {
        return switch (this) {
            case ONE -> List.of(EngineRoute.Mode.INVOKER);
            case TWO -> List.of(EngineRoute.Mode.SHARED, EngineRoute.Mode.POLLED);
            case THREE -> List.of(EngineRoute.Mode.DEDICATED);
        };
    }

    /** What ours are compared with. */
    abstract List<Route> rivals(Scratch scratch, Updates updates);

    /** Ours first, then the others. */
    List<Route> routes(Scratch scratch, Updates updates) {
        List<Route> routes = new ArrayList<>();
        modes().forEach(mode -> routes.add(new EngineRoute(scratch, updates, mode)));
        routes.addAll(rivals(scratch, updates));
        return routes;
    }
}
