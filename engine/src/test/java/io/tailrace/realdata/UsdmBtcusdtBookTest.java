package io.tailrace.realdata;

import io.tailrace.Threading;

/** An engine that is run by the test's thread alone. */
class UsdmBtcusdtBookTest extends OrderBookFacts {
    UsdmBtcusdtBookTest() {
        super("usdm_btcusdt", Threading.INVOKER);
    }
}
