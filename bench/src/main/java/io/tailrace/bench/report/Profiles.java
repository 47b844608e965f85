package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In which methods of the engine the time of the budgets goes. */
final class Profiles {
    private static final String KIND = "profile";
    /** Methods told of a thread. */
    private static final int MOST = 6;
    /** Samples below which a thread says nothing. */
    private static final int LEAST_SAMPLES = 50;

    private final List<RawFile> files;

    Profiles(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    /** Of budgets whose names match; nothing where there are none. */
    String text(String ids) {
        Block block = new Block();
        for (RawFile file : files) {
            boolean any = false;
            for (Map<?, ?> profile : RawFile.maps(file.root(), "profiles")) {
                boolean isTold = RawFile.text(profile.get("id")).matches(ids)
                        && RawFile.number(profile.get("samples")) >= LEAST_SAMPLES;
                if (!isTold) {
                    continue;
                }
                if (!any) {
                    block.line("### Where the time goes, JDK " + file.jdk() + (file.isQuick() ? ", quick" : ""))
                            .line("");
                    block.head("id", "side", "thread", "samples", "% of them in");
                    any = true;
                }
                block.row(
                        RawFile.text(profile.get("id")),
                        RawFile.text(profile.get("side")),
                        RawFile.text(profile.get("thread")),
                        Numbers.text(profile.get("samples")),
                        shares(profile));
            }
            if (any) {
                block.line("").line(file.source());
            }
        }
        return block.toString();
    }

    private static String shares(Map<?, ?> profile) {
        List<String> told = new ArrayList<>();
        for (Map<?, ?> share : RawFile.maps(profile, "shares")) {
            if (told.size() < MOST) {
                told.add("`" + share.get("method") + "` " + Numbers.text(share.get("percent")));
            }
        }
        return String.join(", ", told);
    }
}
