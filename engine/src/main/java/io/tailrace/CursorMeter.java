package io.tailrace;

import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.NamedCursor;
import io.tailrace.metrics.CursorMetrics;
import io.tailrace.metrics.CursorNumber;
import io.tailrace.metrics.MetricsFile;
import io.tailrace.metrics.MetricsSection;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells of the named cursors, to the file and to who asks. One thread at a time; without garbage but where a cursor
 * comes, goes or changes its query.
 */
final class CursorMeter {
    private final Cursors cursors;
    private final LagGauge lag;
    private final CursorPlace place = new CursorPlace();
    private final long[] numbers = new long[CursorNumber.COUNT];
    /** Whose numbers the records of the file show, and with which query. */
    private final NamedCursor[] shown;

    private final String[] queries;

    /** Records that the last pass has gone over: those after it show nothing. */
    private int used;

    /** @param cursors null where another process writes */
    CursorMeter(Cursors cursors, int capacity, LagGauge lag) {
        this.cursors = cursors;
        this.lag = lag;
        int places = Math.min(capacity, Cursors.MAXIMUM);
        shown = new NamedCursor[places];
        queries = new String[places];
    }

    int capacity() {
        return shown.length;
    }

    /** How many there are. */
    int count() {
        int count = 0;
        int bound = bound();
        for (int id = 0; id < bound; id++) {
            count += at(id) == null ? 0 : 1;
        }
        return count;
    }

    private int bound() {
        return cursors == null ? 0 : cursors.idBound();
    }

    /** Null where there is none, or none that can be used. */
    private NamedCursor at(int id) {
        NamedCursor cursor = cursors.byId(id);
        return cursor == null || !cursor.isSound() ? null : cursor;
    }

    void show(MetricsFile file, long nowNs) {
        int record = 0;
        int bound = bound();
        for (int id = 0; id < bound && record < shown.length; id++) {
            NamedCursor cursor = at(id);
            if (cursor != null) {
                show(file, record, cursor, nowNs);
                record++;
            }
        }
        for (int rest = record; rest < used; rest++) { // one in between may have been shown nothing yet
            shown[rest] = null;
            file.clear(MetricsSection.CURSORS, rest);
        }
        used = record;
    }

    private void show(MetricsFile file, int record, NamedCursor cursor, long nowNs) {
        String query = cursor.query();
        boolean isNew = shown[record] != cursor || queries[record] != query;
        if (isNew) {
            shown[record] = cursor;
            queries[record] = query;
            file.begin(MetricsSection.CURSORS, record, cursor.name(), query);
        }
        // One that is being moved keeps what it has; one that has nothing yet is shown the next time.
        if (read(cursor, nowNs)) {
            file.show(MetricsSection.CURSORS, record, numbers);
        } else if (isNew) {
            shown[record] = null;
        }
    }

    private boolean read(NamedCursor cursor, long nowNs) {
        if (!cursor.glance(place)) {
            return false;
        }
        lag.measure(place.sequence(), nowNs);
        CursorNumber.POSITION.put(numbers, place.sequence());
        CursorNumber.LAG.put(numbers, lag.changes);
        CursorNumber.LAG_BYTES.put(numbers, lag.bytes);
        CursorNumber.LAG_NS.put(numbers, lag.ns);
        CursorNumber.IN_USE.put(numbers, cursor.isUsed() ? 1 : 0);
        CursorNumber.HOLDING.put(numbers, cursor.isHolding() ? 1 : 0);
        return true;
    }

    List<CursorMetrics> told(long nowNs) {
        List<CursorMetrics> told = new ArrayList<>();
        int bound = bound();
        for (int id = 0; id < bound && told.size() < shown.length; id++) {
            NamedCursor cursor = at(id);
            if (cursor != null && read(cursor, nowNs)) {
                told.add(CursorMetrics.of(cursor.name(), cursor.query(), numbers));
            }
        }
        return told;
    }
}
