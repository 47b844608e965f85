package io.tailrace.journal;

import io.tailrace.document.Document;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes bytes for a snapshot. What the checks let through has to load. */
public final class SnapshotTarget implements FuzzTarget {
    private final FuzzDirectory directory = new FuzzDirectory();

    /** One with a directory of its own. */
    public SnapshotTarget() {}

    @Override
    public boolean takes(byte[] input) throws IOException {
        if (input.length < SnapshotDescriptor.HEADER_LENGTH) {
            return read(input);
        }
        boolean taken = read(input);
        byte[] mended = input.clone();
        mend(new UnsafeBuffer(mended), mended.length);
        read(mended);
        return taken;
    }

    private boolean read(byte[] input) throws IOException {
        UnsafeBuffer bytes = new UnsafeBuffer(input);
        boolean named = input.length >= SnapshotDescriptor.HEADER_LENGTH;
        long sequence = named ? bytes.getLong(SnapshotDescriptor.SEQUENCE_OFFSET) : 1;
        long id = named ? bytes.getLong(SnapshotDescriptor.JOURNAL_ID_OFFSET) : 1;
        Path file = directory.write(SnapshotFiles.name(Math.max(1, sequence)), input);
        try {
            JournalConfig config = new JournalConfig().directory(directory.path);
            SnapshotCheck check = new SnapshotCheck(config, id);
            if (check.headerDefect(file) != null || check.defect(file) != null) {
                return false;
            }
            load(file, new Catalogue(config));
            return true;
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    private static void load(Path file, Catalogue catalogue) {
        try {
            new SnapshotLoad(file, catalogue, new Documents(catalogue)).run();
        } catch (CorruptJournalException e) {
            throw new AssertionError("a sound snapshot does not load", e);
        }
    }

    /** Puts right what is computed from the rest: lengths, checksums and the sum. */
    private static void mend(UnsafeBuffer file, int length) {
        file.putInt(SnapshotDescriptor.MAGIC_OFFSET, SnapshotDescriptor.MAGIC);
        file.putInt(SnapshotDescriptor.VERSION_OFFSET, SnapshotDescriptor.VERSION);
        file.putLong(SnapshotDescriptor.FILE_LENGTH_OFFSET, length);
        long id = file.getLong(SnapshotDescriptor.JOURNAL_ID_OFFSET);
        int end = length - SnapshotDescriptor.FOOTER_LENGTH;
        int at = SnapshotDescriptor.HEADER_LENGTH;
        long sum = 0;
        for (long number = 0; end - at >= SnapshotPageDescriptor.HEADER_LENGTH; number++) {
            int page = file.getInt(at + SnapshotPageDescriptor.LENGTH_OFFSET);
            if (page < SnapshotPageDescriptor.HEADER_LENGTH || page > end - at) {
                break;
            }
            byte[] copy = new byte[page];
            file.getBytes(at, copy);
            UnsafeBuffer view = new UnsafeBuffer(copy);
            view.putInt(SnapshotPageDescriptor.MAGIC_OFFSET, SnapshotPageDescriptor.MAGIC);
            view.putLong(SnapshotPageDescriptor.JOURNAL_ID_OFFSET, id);
            view.putLong(SnapshotPageDescriptor.NUMBER_OFFSET, number);
            int crc = SnapshotPageDescriptor.crc(view, page);
            view.putInt(SnapshotPageDescriptor.CRC_OFFSET, crc);
            file.putBytes(at, copy);
            sum += SnapshotDescriptor.share(crc, number);
            at += page;
        }
        file.putInt(
                SnapshotDescriptor.CRC_OFFSET,
                SnapshotDescriptor.headerCrc(copy(file, 0, SnapshotDescriptor.HEADER_LENGTH)));
        if (end >= SnapshotDescriptor.HEADER_LENGTH) {
            UnsafeBuffer footer = new UnsafeBuffer(new byte[SnapshotDescriptor.FOOTER_LENGTH]);
            SnapshotDescriptor.putFooter(footer, sum, SnapshotDescriptor.header(file));
            file.putBytes(end, footer, 0, SnapshotDescriptor.FOOTER_LENGTH);
        }
    }

    private static UnsafeBuffer copy(UnsafeBuffer from, int at, int length) {
        byte[] bytes = new byte[length];
        from.getBytes(at, bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Reads all documents. */
    private static final class Documents implements StateHandler {
        private final Document document;

        Documents(Catalogue catalogue) {
            document = new Document(catalogue.dictionary);
        }

        @Override
        public void onState(long sequence, TableCatalogue tables) {
            assert sequence > 0 : "checked";
        }

        @Override
        public void onDocument(
                int tableId,
                long sequence,
                DirectBuffer buffer,
                int keyOffset,
                int keyLength,
                int docOffset,
                int docLength) {
            if (docLength >= 0) {
                document.wrap(buffer, docOffset, docLength).toMap();
            }
        }

        @Override
        public void onIndex(int indexId, boolean ready) {
            assert indexId >= 0 : "checked";
        }

        @Override
        public void onChange(JournalReader change) {
            throw new AssertionError("a snapshot has no changes to replay");
        }
    }
}
