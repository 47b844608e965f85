package io.tailrace.realdata;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The lines of one recorded market, or of several in the order they were received. Not thread safe. */
final class MarketFile implements Closeable {
    private final String instrument;
    private final BufferedReader lines;

    MarketFile(String instrument, BufferedReader lines) {
        this.instrument = instrument;
        this.lines = lines;
    }

    /** The next line, null at the end. */
    MarketLine next() throws IOException {
        String text = lines.readLine();
        return text == null ? null : new MarketLine(instrument, text);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Lines of several files by time of reception; at one time those of an earlier file first. */
    static final class Merge implements Closeable {
        private final List<MarketFile> files;
        private final MarketLine[] heads;

        Merge(List<MarketFile> files) throws IOException {
            this.files = files;
            heads = new MarketLine[files.size()];
            for (int i = 0; i < heads.length; i++) {
                heads[i] = files.get(i).next();
            }
        }

        MarketLine next() throws IOException {
            int first = -1;
            for (int i = 0; i < heads.length; i++) {
                if (heads[i] != null && (first < 0 || heads[i].localNs() < heads[first].localNs())) {
                    first = i;
                }
            }
            if (first < 0) {
                return null;
            }
            MarketLine line = heads[first];
            heads[first] = files.get(first).next();
            return line;
        }

        @Override
        public void close() throws IOException {
            for (MarketFile file : files) {
                file.close();
            }
        }
    }
}
