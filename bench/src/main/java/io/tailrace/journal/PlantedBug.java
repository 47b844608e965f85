package io.tailrace.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bugs that somebody might make, put between an engine and its disk, or between who uses the engine and it: whoever
 * looks after the engine has to find each of them.
 */
public enum PlantedBug {
    /** What is to be synced is acknowledged, and never forced. */
    ACK_BEFORE_COMMIT {
        @Override
        BlockStore around(BlockStore real, SimulatedDisk disk) {
            return new StoreAround(real) {
                @Override
                public long force(Progress progress) {
                    return progress.lastSequence();
                }
            };
        }
    },
    /** Segments are not forced; what vouches for them is. */
    SKIP_FORCE {
        @Override
        Disk around(Disk real) {
            return new DiskAround(real) {
                @Override
                public void force(Path file) throws IOException {
                    if (!isSegment(file)) {
                        real.force(file);
                    }
                }
            };
        }
    },
    /** Names are not forced. */
    SKIP_DIRECTORY_FORCE {
        @Override
        Disk around(Disk real) {
            return new DiskAround(real) {
                @Override
                public void forceNames(Path directory) {
                    assert directory != null : "a bug does not look at it";
                }
            };
        }
    },
    /** Of a segment only the page that is written now is forced. */
    FORCE_ONLY_CURRENT_BLOCK {
        @Override
        Disk around(Disk real) {
            return new DiskAround(real) {
                @Override
                public void force(Path file) throws IOException {
                    if (isSegment(file)) {
                        ((SimulatedDisk.Life) real).forceEnd(file);
                    } else {
                        real.force(file);
                    }
                }
            };
        }
    },
    /** Nobody looks at the checksum of a block: planted as blocks whose checksum fits whatever is left of them. */
    CRC_IGNORED {
        @Override
        void onImage(Path directory) throws IOException {
            SegmentFiles files = new SegmentFiles(directory);
            for (int segment : files.list()) {
                fit(files.path(segment));
            }
        }
    },
    /** A force that failed is tried again, and believed then. */
    RETRY_AFTER_EIO {
        @Override
        Disk around(Disk real) {
            return new DiskAround(real) {
                @Override
                public void force(Path file) throws IOException {
                    try {
                        real.force(file);
                    } catch (IOException e) {
                        real.force(file);
                    }
                }
            };
        }
    },
    /** Who goes on with a segment leaves a hole before its first block. */
    APPEND_BEHIND_HOLE {
        @Override
        BlockStores around(BlockStores real) {
            return (files, segment, used, config, order, fence, watermark) ->
                    real.open(files, segment, used == 0 ? 0 : used + HOLE, config, order, fence, watermark);
        }
    },
    /** A writer does not notice that another one has the journal. */
    NO_FENCING {
        @Override
        BlockStore around(BlockStore real, SimulatedDisk disk) {
            return new StoreAround(real) {
                @Override
                public long force(Progress progress) {
                    disk.endIntrusion();
                    return real.force(progress);
                }

                @Override
                public void roll() {
                    disk.endIntrusion();
                    real.roll();
                }
            };
        }
    },
    /** Segments are counted by the hour. */
    WALL_CLOCK_ROLL {
        @Override
        boolean rollsByHour() {
            return true;
        }
    },
    /** Changes are announced, and acknowledged, before their block is published. */
    INDEX_BEFORE_JOURNAL {
        @Override
        BlockStore around(BlockStore real, SimulatedDisk disk) {
            return new LateStore(real);
        }
    },
    /** A feed goes on with the change that it has delivered last. Planted by who opens it. */
    RESUME_AT_S,
    /** The end of a read ends a window. Planted by who opens the feed. */
    SQUASH_BY_WALL_CLOCK,
    /** Of the initial values those are left out that have changed since the start. Planted by who takes the events. */
    INITIAL_WITHOUT_CHANGED,
    /** What two queries of a union show of one change is told once. Planted by who takes the events. */
    UNION_TELLS_ONCE,
    /** A state of the past lacks its last change. Planted by who asks for it. */
    AS_OF_TOO_EARLY,
    /** Time stands until a clock that was put back is where it was. Planted by who gives the engine its clock. */
    TIME_STANDS_AFTER_LEAP,
    /** What a feed has left to deliver when its table is dropped is lost. Planted by who takes the events. */
    DROP_LOSES_REST,
    /** A feed goes on after what it follows was dropped. Planted by who reads it. */
    DEAF_TO_DROPS,
    /** A feed learns only at eight times the lag that it is behind. Planted by who opens it. */
    LAG_TOLD_LATE,
    /** A feed that is to end beyond a lag goes on. Planted by who opens it. */
    DEAF_TO_LAG,
    /** One event more than may wait does. Planted by who opens the feed. */
    QUEUE_OF_ONE_MORE,
    /** United feeds deliver one after the other. Planted by who takes the events. */
    UNITED_IN_TURN,
    /** Places in an order are those before what leaves has left. Planted by who takes the events. */
    PLACE_BEFORE_REMOVAL,
    /** What is pushed out of an order by another document is not told. Planted by who takes the events. */
    PUSHED_OUT_IS_NOT_TOLD;

    private static final int HOLE = 64;

    /** Publishes a block when the next one begins. */
    private static final class LateStore extends StoreAround {
        private int late = -1;

        LateStore(BlockStore real) {
            super(real);
        }

        private void publish() {
            if (late >= 0) {
                int length = late;
                late = -1;
                real.commit(length);
            }
        }

        @Override
        public int begin(UnsafeBuffer block, int bytes) {
            publish();
            return real.begin(block, bytes);
        }

        @Override
        public long commit(int length) {
            late = length;
            return BlockCursor.START;
        }

        @Override
        public void roll() {
            publish();
            real.roll();
        }

        @Override
        public long force(Progress progress) {
            publish();
            return real.force(progress);
        }
    }

    Disk around(Disk real) {
        return real;
    }

    BlockStores around(BlockStores real) {
        return real;
    }

    BlockStore around(BlockStore real, SimulatedDisk disk) {
        return real;
    }

    /** The files of the next life are in that directory. */
    void onImage(Path directory) throws IOException {
        assert directory != null : "most bugs leave them alone";
    }

    boolean rollsByHour() {
        return false;
    }

    private static boolean isSegment(Path file) {
        return file.toString().endsWith(SegmentFiles.SUFFIX);
    }

    private static void fit(Path segment) throws IOException {
        SegmentMap map = SegmentMap.open(segment);
        FrameWalk walk = new FrameWalk(map);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            while (walk.next()) {
                if (walk.blockLength() >= BlockDescriptor.HEADER_LENGTH) {
                    UnsafeBuffer block = new UnsafeBuffer(map.buffer(), (int) walk.blockStart(), walk.blockLength());
                    file.seek(walk.blockStart());
                    file.writeInt(Integer.reverseBytes(BlockDescriptor.computeCrc(block, walk.blockLength())));
                }
            }
        } finally {
            map.close();
        }
    }
}
