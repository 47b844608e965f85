package io.tailrace.realdata;

/** One line of a market recording: {@code <localNs> <json>}. Reads what it is asked for, keeps nothing else. */
final class MarketLine {
    enum Kind {
        DEPTH,
        QUOTE,
        TRADE,
        SNAPSHOT
    }

    /** Receives price levels. */
    @FunctionalInterface
    interface LevelHandler {
        void onLevel(Level level, long qtyE8);
    }

    private final String instrument;
    private final String text;
    private final int json;
    private final long localNs;
    private final Kind kind;

    MarketLine(String instrument, String text) {
        this.instrument = instrument;
        this.text = text;
        json = text.indexOf(' ') + 1;
        localNs = Long.parseLong(text, 0, json - 1, 10);
        kind = kind(text, json);
    }

    String instrument() {
        return instrument;
    }

    long localNs() {
        return localNs;
    }

    Kind kind() {
        return kind;
    }

    /** Depth and snapshot lines: bids, then asks, in their order. */
    void levels(LevelHandler handler) {
        levels(Level.BID, kind == Kind.SNAPSHOT ? "bids" : "b", handler);
        levels(Level.ASK, kind == Kind.SNAPSHOT ? "asks" : "a", handler);
    }

    boolean has(String name) {
        return find(name) >= 0;
    }

    long decimalE8(String name) {
        int start = at(name) + 1;
        return Decimals.e8(text, start, text.indexOf('"', start));
    }

    long number(String name) {
        int start = at(name);
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text, start, end, 10);
    }

    boolean flag(String name) {
        return text.startsWith("true", at(name));
    }

    String string(String name) {
        int start = at(name) + 1;
        return text.substring(start, text.indexOf('"', start));
    }

    private void levels(String side, String name, LevelHandler handler) {
        int i = at(name) + 1;
        while (text.charAt(i) == '[' || text.charAt(i) == ',') {
            int price = text.indexOf('"', i) + 1;
            int priceEnd = text.indexOf('"', price);
            int qty = text.indexOf('"', priceEnd + 1) + 1;
            int qtyEnd = text.indexOf('"', qty);
            handler.onLevel(
                    new Level(instrument, side, Decimals.e8(text, price, priceEnd)), Decimals.e8(text, qty, qtyEnd));
            i = qtyEnd + 2;
        }
    }

    private int at(String name) {
        int at = find(name);
        if (at < 0) {
            throw new IllegalArgumentException("no field " + name + " in line " + text);
        }
        return at;
    }

    private int find(String name) {
        String field = "\"" + name + "\":";
        int at = text.indexOf(field, json);
        return at < 0 ? -1 : at + field.length();
    }

    private static Kind kind(String text, int json) {
        if (!text.startsWith("{\"stream\":", json)) {
            return Kind.SNAPSHOT;
        }
        int stream = text.indexOf('@', json) + 1;
        if (text.startsWith("depth", stream)) {
            return Kind.DEPTH;
        }
        return text.startsWith("bookTicker", stream) ? Kind.QUOTE : Kind.TRADE;
    }
}
