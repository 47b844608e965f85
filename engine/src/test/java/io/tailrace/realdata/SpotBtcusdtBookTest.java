package io.tailrace.realdata;

import io.tailrace.Threading;

/** An engine that is run by a thread for each agent. */
class SpotBtcusdtBookTest extends OrderBookFacts {
    SpotBtcusdtBookTest() {
        super("spot_btcusdt", Threading.DEDICATED);
    }
}
