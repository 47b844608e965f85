package io.tailrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Query;
import io.tailrace.feed.Feed;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Something a case asks for that the API has no words for: a program that did would not compile. */
final class NotInApi extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotInApi(String what) {
        super(what);
    }

    /**
     * A step that queries or feeds of the API have not. That there is no method of this name is looked up, or at most
     * one that gives a result: nothing that could be followed.
     */
    static NotInApi step(Class<?> type, String name) {
        String method = Pattern.compile("_(.)")
                .matcher(name)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        assertThat(Arrays.stream(type.getMethods())
                        .filter(each -> each.getName().equals(method))
                        .map(Method::getReturnType))
                .as(method + " of " + type.getSimpleName())
                .doesNotContain(Query.class)
                .doesNotContain(Feed.class);
        return new NotInApi(method + " of " + type.getSimpleName());
    }
}
