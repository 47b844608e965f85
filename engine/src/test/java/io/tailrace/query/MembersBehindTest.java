package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A read of the documents at a sequence that the indexes have not come to. */
@Timeout(60)
class MembersBehindTest {
    private static final int LIMIT = 1 << 20;

    /** The engine, with indexes that are so many changes behind. */
    private static QueryContext behind(MembersRig rig, long changes) {
        return (QueryContext) Proxy.newProxyInstance(
                QueryContext.class.getClassLoader(),
                new Class<?>[] {QueryContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("appliedSequence")) {
                        return rig.appliedSequence() - changes;
                    }
                    try {
                        return method.invoke(rig, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void shouldRefuseAStateThatTheIndexesHaveNotComeTo() {
        try (MembersRig rig = new MembersRig()) {
            IndexDefinition index = rig.addIndex(false);
            rig.write("a", Map.of("id", "a", "v", 1L));
            long sequence = rig.commit();
            List<KeyRange> all = List.of(KeyRange.ALL);
            Source source = new Source(MembersRig.TABLE, "t", Source.Kind.RANGE, index, all, true, false, Source.ALL);
            try (MembersAt members = new MembersAt(behind(rig, 1), source, sequence, LIMIT)) {
                assertThatThrownBy(members::next)
                        .isInstanceOf(EngineException.class)
                        .hasMessage("table=t sequence=" + sequence + ": the indexes show only " + (sequence - 1)
                                + ", open the engine again");
            }
            try (MembersAt members = new MembersAt(behind(rig, 0), source, sequence, LIMIT)) {
                assertThat(members.next()).isTrue();
                assertThat(members.next()).isFalse();
            }
        }
    }
}
