package io.tailrace.bench.rows;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Updates of rows {@code {key, price, qty, symbol, text, sent}}, made before the clock runs, the same for all who are
 * measured with them: keys uniform, the price of each key a random walk reflected in [0, {@value #PRICES}), a symbol
 * that belongs to the key, a text of {@value #TEXT_BYTES} bytes. No two images of a row are equal.
 */
public final class Updates {
    public static final int PRICES = 1_000;
    public static final int TEXT_BYTES = 32;
    private static final int TEXTS = 1_024;

    private final int symbols;
    private final double[] initial;
    private final int[] keys;
    private final double[] before;
    private final double[] after;
    private final byte[][] textBytes = new byte[TEXTS][];
    private final UnsafeBuffer[] textBuffers = new UnsafeBuffer[TEXTS];

    /**
     * Makes them.
     *
     * @param seed of all that is random
     * @param rows how many keys there are
     * @param symbols how many symbols the keys share
     * @param count how many updates
     */
    public Updates(long seed, int rows, int symbols, int count) {
        this.symbols = symbols;
        initial = new double[rows];
        keys = new int[count];
        before = new double[count];
        after = new double[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int key = 0; key < rows; key++) {
            initial[key] = random.nextDouble(PRICES);
        }
        double[] prices = initial.clone();
        for (int i = 0; i < count; i++) {
            int key = random.nextInt(rows);
            keys[i] = key;
            before[i] = prices[key];
            after[i] = prices[key] = reflected(prices[key] + random.nextDouble(-1, 1));
        }
        for (int i = 0; i < TEXTS; i++) {
            String text = String.format(Locale.ROOT, "%0" + TEXT_BYTES + "d", i * 7_919L);
            textBytes[i] = text.getBytes(StandardCharsets.US_ASCII);
            textBuffers[i] = new UnsafeBuffer(textBytes[i]);
        }
    }

    /** Back inside from beyond a bound. */
    static double reflected(double price) {
        return price < 0 ? -price : price >= PRICES ? Math.nextDown(2.0 * PRICES - price) : price;
    }

    public int rows() {
        return initial.length;
    }

    public int count() {
        return keys.length;
    }

    /** The price a key begins with. */
    public double initialPrice(int key) {
        return initial[key];
    }

    public int key(int update) {
        return keys[update];
    }

    public double before(int update) {
        return before[update];
    }

    public double after(int update) {
        return after[update];
    }

    public int symbol(int key) {
        return key % symbols;
    }

    DirectBuffer textBuffer(int key) {
        return textBuffers[key & (TEXTS - 1)];
    }

    public byte[] textBytes(int key) {
        return textBytes[key & (TEXTS - 1)];
    }
}
