package io.tailrace.feed;

import java.util.Arrays;
import java.util.List;

/** Lets tests of other packages plant errors in feeds. */
public final class Planting {
    private Planting() {}

    /** Errors that can be planted, by name. */
    public static List<String> bugs() {
        return Arrays.stream(PlantedBug.values()).map(Enum::name).toList();
    }

    /** Options of a feed that is wrong on purpose. */
    public static ChangesOptions in(ChangesOptions options, String bug) {
        return options.planting(PlantedBug.valueOf(bug));
    }
}
