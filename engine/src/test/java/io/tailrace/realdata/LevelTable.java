package io.tailrace.realdata;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.Field;
import java.util.List;
import java.util.Random;

/** The levels of an order book with side and price as fields of their own, and all kinds of queries on them. */
final class LevelTable {
    private static final String INSTRUMENT = "usdm_btcusdt";
    private static final long UNIT_E8 = 100_000_000L;
    /** Most prices of the recording lie within this distance from the middle. */
    private static final long MIDDLE_E8 = 61_700 * UNIT_E8;

    private static final int SPREAD = 400;
    private static final long TICK_E8 = UNIT_E8 / 10;
    private static final int KINDS = 7;

    private final Table table;
    private final Field side;
    private final Field price;
    private final Field qty;

    LevelTable(Tailrace engine) {
        table = engine.table("levels");
        side = engine.field("side");
        price = engine.field("price");
        qty = engine.field("qty");
    }

    /** What an exchange sends: the new quantity at a price, zero to remove the level. */
    Write write(Level level, long qtyE8) {
        return qtyE8 == 0
                ? table.delete(level.key())
                : table.upsert(level.key())
                        .put(side, level.side())
                        .put(price, level.priceE8())
                        .put(qty, qtyE8);
    }

    /** One of: a level, a key, a side, ranges of price and of quantity, the best ten of some, a lambda. */
    Query query(Random random) {
        long low = price(random);
        long high = low + (1 + random.nextInt(200)) * TICK_E8;
        String ofSide = random.nextBoolean() ? Level.BID : Level.ASK;
        return switch (random.nextInt(KINDS)) {
            case 0 -> table.filter(row("side").eq(ofSide).and(row("price").eq(low)));
            case 1 -> table.get(new Level(INSTRUMENT, ofSide, low).key());
            case 2 -> table.filter(row("side").eq(ofSide).and(row("qty").lt(quantity(random))));
            case 3 -> table.filter(row("price").ge(low).and(row("price").lt(high)));
            case 4 -> {
                long least = quantity(random);
                yield table.filter(row("qty").ge(least).and(row("qty").lt(2 * least)));
            }
            case 5 ->
                table.between(List.of(INSTRUMENT, ofSide, low), List.of(INSTRUMENT, ofSide, high))
                        .orderBy("id", random.nextBoolean() ? Direction.ASC : Direction.DESC)
                        .limit(10);
            default -> {
                long remainder = random.nextInt(97);
                yield table.filter(level -> level.longValue(qty) / 100_000 % 97 == remainder);
            }
        };
    }

    private static long price(Random random) {
        double distance = random.nextGaussian() * SPREAD / 4;
        return MIDDLE_E8 + Math.round(distance * 10) * TICK_E8;
    }

    private static long quantity(Random random) {
        return (long) (UNIT_E8 * Math.exp(random.nextGaussian() * 2));
    }
}
