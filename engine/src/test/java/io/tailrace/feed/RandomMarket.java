package io.tailrace.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Writes at random: few keys, few values, so that much cancels and comes back. Like the engine it writes no equal
 * document.
 */
final class RandomMarket {
    private final FeedRig rig;
    private final Random random;
    private final int other;

    RandomMarket(FeedRig rig, Random random) {
        this.rig = rig;
        this.random = random;
        other = rig.createTable("other");
    }

    void write(int changes) {
        boolean grouped = random.nextBoolean();
        if (grouped) {
            rig.beginGroup();
        }
        for (int i = 0; i < changes; i++) {
            rig.now += random.nextInt(4);
            int table = random.nextInt(8) == 0 ? other : 0;
            String key = "k" + random.nextInt(7);
            boolean deleted = random.nextInt(5) == 0;
            Map<String, Object> document = deleted ? null : document(key);
            if (!Objects.equals(document, rig.document(table, key))) {
                rig.put(table, key, document);
            }
        }
        if (grouped) {
            rig.endGroup();
        }
        if (random.nextBoolean()) {
            rig.timeFloor = rig.now;
        }
    }

    private Map<String, Object> document(String key) {
        Map<String, Object> document = new HashMap<>();
        document.put("id", key);
        document.put("a", (long) random.nextInt(4));
        if (random.nextBoolean()) {
            document.put("b", (long) random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            document.put("s", "x".repeat(random.nextInt(2) * random.nextInt(90)));
        }
        return document;
    }
}
