package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots of one stripe against a map, in buckets that are fuller than any are in an index. */
@Timeout(30)
class StripeTest {
    private static final int AT = 128;
    private static final int BUCKETS = 5;
    private static final int ROUNDS = 100_000;

    private final UnsafeBuffer page = new UnsafeBuffer(new byte[AT + Stripe.bytes(BUCKETS)]);
    private final Map<Integer, Integer> model = new HashMap<>(); // tag to reference

    private int homeAt(int tag) {
        return Stripe.bucketAt(AT, Stripe.home(tag, BUCKETS));
    }

    private long locate(int tag) {
        return Stripe.locateTag(page, AT, BUCKETS, Stripe.version(page, homeAt(tag)), tag);
    }

    private void insert(int tag, int ref) {
        Stripe.beginChange(page, homeAt(tag));
        Stripe.insert(page, AT, BUCKETS, Stripe.slotOf(tag, ref));
        Stripe.endChange(page, homeAt(tag));
        model.put(tag, ref);
    }

    private void remove(int tag) {
        Stripe.beginChange(page, homeAt(tag));
        Stripe.remove(page, AT, BUCKETS, (int) (locate(tag) >>> 32));
        Stripe.endChange(page, homeAt(tag));
        model.remove(tag);
    }

    private void check(List<Integer> tags) {
        assertThat(Stripe.count(page, AT)).isEqualTo(model.size());
        for (int tag : tags) {
            Integer ref = model.get(tag);
            long found = locate(tag);
            assertThat((int) found).as("tag=%08x", tag).isEqualTo(ref == null ? (int) Stripe.MISSING : ref);
            assertThat(Stripe.isChanging(Stripe.version(page, homeAt(tag)))).isFalse();
        }
    }

    @Test
    void shouldFindWhatIsThereHoweverFarFromItsHome() {
        Random random = Seeds.random(StripeTest.class);
        List<Integer> tags = new ArrayList<>(List.of(1, -1, Integer.MIN_VALUE));
        while (tags.size() < 60) {
            tags.add(random.nextInt());
        }
        Stripe.format(page, AT, BUCKETS, 3);
        for (int round = 0; round < ROUNDS; round++) {
            int tag = tags.get(random.nextInt(tags.size()));
            if (model.containsKey(tag)) {
                remove(tag);
            } else if (model.size() < BUCKETS * Stripe.SLOTS && random.nextInt(100) < 10 + round / 1_000) {
                insert(tag, 1 + random.nextInt(Integer.MAX_VALUE));
            }
            if (round % 50 == 0) {
                check(tags);
            }
        }
        assertThat(Stripe.depth(page, AT)).isEqualTo(3);
        for (int tag : new ArrayList<>(model.keySet())) {
            remove(tag);
        }
        check(tags);
        for (int tag : tags) {
            assertThat(Stripe.reach(Stripe.version(page, homeAt(tag)), BUCKETS)).isZero();
        }
    }

    @Test
    void shouldChangeTheVersionOfTheHomeAlone() {
        Stripe.format(page, AT, BUCKETS, 0);
        int tag = 12345;
        long before = Stripe.version(page, homeAt(tag));
        for (int i = 0; i < BUCKETS * Stripe.SLOTS; i++) {
            Stripe.beginChange(page, homeAt(tag));
            assertThat(Stripe.isChanging(Stripe.version(page, homeAt(tag)))).isTrue();
            Stripe.insert(page, AT, BUCKETS, Stripe.slotOf(tag, 1 + i));
            Stripe.endChange(page, homeAt(tag));
            assertThat(Stripe.version(page, homeAt(tag))).isNotEqualTo(before);
            before = Stripe.version(page, homeAt(tag));
        }
        int home = Stripe.home(tag, BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long version = Stripe.version(page, Stripe.bucketAt(AT, bucket));
            assertThat(version == 0).isEqualTo(bucket != home);
        }
        assertThat(Stripe.reach(before, BUCKETS)).isEqualTo(BUCKETS - 1);
    }
}
