package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.query.IndexRig.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a predicate index marks, against every subscriber asked by itself: nobody is forgotten, and where the index
 * tells a selection exactly, nobody is marked in vain.
 */
@Timeout(300)
class PredicateIndexModelTest {
    private static final int ROUNDS = 150;
    private static final int STEPS = 60;
    private static final int CLOSED = 5_000;

    /** How many marks were due, and how many were told exactly. */
    private long due;

    private long exact;
    /** How often documents were told apart, and filters were answered so. */
    private long sides;

    private long answered;

    @Test
    void shouldMarkWhomAChangeConcerns() {
        Long only = Long.getLong("tailrace.seed");
        long first = only == null ? System.nanoTime() : only;
        for (long seed = first; seed < first + (only == null ? ROUNDS : 1); seed++) {
            assertThat(fault(seed, IndexFault.NONE))
                    .as("-Dtailrace.seed=" + seed)
                    .isNull();
        }
        if (only == null) {
            assertThat(due).isGreaterThan(25_000);
            assertThat(exact).isGreaterThan(5_000);
            assertThat(sides).isGreaterThan(5_000);
            assertThat(answered).isGreaterThan(2_500);
        }
    }

    @ParameterizedTest
    @EnumSource(value = IndexFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeAPlantedError(IndexFault fault) {
        String noticed = null;
        for (long seed = 1; seed <= ROUNDS && noticed == null; seed++) {
            noticed = fault(seed, fault);
        }
        assertThat(noticed).isNotNull();
    }

    /** What went wrong in one round, or null. */
    private String fault(long seed, IndexFault planted) {
        Random random = new Random(seed);
        RandomSelections made = new RandomSelections(random);
        try (IndexRig rig = new IndexRig(planted)) {
            List<Watcher> watchers = new ArrayList<>();
            List<Watcher> exactly = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                for (int i = random.nextInt(step == 0 ? 60 : 4); i > 0; i--) {
                    Watcher added = rig.add(made.selection(), 0);
                    watchers.add(added);
                    if (made.isExact && added.explained().reach() != Explanation.Reach.ALL) {
                        exactly.add(added);
                    }
                }
                for (int i = random.nextInt(4); i > 0 && !watchers.isEmpty(); i--) {
                    Watcher removed = watchers.remove(random.nextInt(watchers.size()));
                    exactly.remove(removed);
                    rig.index.remove(removed.subscription);
                    rig.index.remove(removed.subscription);
                    removed.renumber(CLOSED);
                }
                for (int i = 0; i < watchers.size(); i++) {
                    watchers.get(i).renumber(i);
                }
                String id = made.id();
                Map<String, Object> document = random.nextInt(5) == 0 ? null : made.document(id);
                String wrong = rig.write(id, document) ? wrong(rig, watchers, exactly) : null;
                if (wrong != null) {
                    return "change=" + rig.change.oldValue() + " -> " + rig.change.newValue() + " " + wrong;
                }
            }
            return null;
        }
    }

    private String wrong(IndexRig rig, List<Watcher> watchers, List<Watcher> exactly) {
        Marks marks = rig.match();
        if (marks.isMarked(CLOSED)) {
            return "marks what is closed";
        }
        boolean hasObjects = hasObjects(rig);
        for (Watcher watcher : watchers) {
            boolean isMarked = marks.isMarked(watcher.slot);
            boolean isConcerned = watcher.isConcerned();
            due += isConcerned ? 1 : 0;
            if (isConcerned && !isMarked) {
                return "misses " + told(watcher);
            }
            if (isMarked && watcher.subscription.tellsSides()) {
                String side = watcher.wrongSide(rig.matches.sides(watcher.slot));
                sides++;
                answered += watcher.subscription.answered() > 0 ? 1 : 0;
                if (side != null) {
                    return side + " " + told(watcher);
                }
            }
            if (!hasObjects && exactly.contains(watcher)) {
                exact++;
                if (isMarked && !isConcerned) {
                    return "marks in vain " + told(watcher);
                }
            }
        }
        return null;
    }

    private static String told(Watcher watcher) {
        return watcher.explained() + " source=" + watcher.selection.source() + " steps="
                + watcher.selection.transforms().steps();
    }

    /** Whether a document holds an object where only some value is expected, which is not told from others. */
    private static boolean hasObjects(IndexRig rig) {
        return String.valueOf(rig.change.oldValue()).matches(".*(\\{[^}]*\\{[^}]*\\{|\"[abxym]\":[^\"}]*\\{).*")
                || String.valueOf(rig.change.newValue()).matches(".*(\\{[^}]*\\{[^}]*\\{|\"[abxym]\":[^\"}]*\\{).*");
    }
}
