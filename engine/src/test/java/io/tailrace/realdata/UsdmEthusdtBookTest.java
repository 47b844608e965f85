package io.tailrace.realdata;

import io.tailrace.Threading;

/** An engine that is run by one thread of its own. */
class UsdmEthusdtBookTest extends OrderBookFacts {
    UsdmEthusdtBookTest() {
        super("usdm_ethusdt", Threading.SHARED);
    }
}
