package io.tailrace.conformance;

import io.tailrace.error.FeedException;
import io.tailrace.error.QueryException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The codes of failures in a case and the exceptions of the API. Without state. */
final class Codes {
    private static final Map<FeedException.Reason, String> FEED = Map.of(
            FeedException.Reason.TABLE_DROPPED, "TABLE_UNAVAILABLE",
            FeedException.Reason.INITIAL_READ, "INITIAL_READ_ERROR",
            FeedException.Reason.AFTER_CHANGES, "POST_RUNTIME_ERROR");

    private Codes() {}

    static String of(TailraceException failure) {
        if (failure instanceof QueryException query) {
            return query.reason().name();
        }
        if (failure instanceof FeedException feed) {
            return FEED.getOrDefault(feed.reason(), feed.reason().name());
        }
        if (failure instanceof UnknownTableException) {
            return QueryException.Reason.NO_SUCH_TABLE.name();
        }
        return failure instanceof UnknownIndexException
                ? QueryException.Reason.NO_SUCH_INDEX.name()
                : failure.getClass().getSimpleName();
    }

    /** Whether a failure is the one that is asked for; a code that we have no word for asks for a failure only. */
    static boolean matches(Map<String, Object> expected, TailraceException failure) {
        Object code = expected.get("code");
        return code == null || !known().contains(code) || code.equals(of(failure));
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(FEED.values());
        Arrays.stream(QueryException.Reason.values()).map(Enum::name).forEach(known::add);
        Arrays.stream(FeedException.Reason.values()).map(Enum::name).forEach(known::add);
        return known;
    }
}
