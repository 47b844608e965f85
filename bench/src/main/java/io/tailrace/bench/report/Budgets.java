package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The budgets of all raw results: of each, the one measured last on each JDK. */
final class Budgets {
    private static final String VOID = "void";
    private static final double MOST_OTHERS_PERCENT = 8;
    private static final int SIGN = 2;

    private final List<Entry> entries = new ArrayList<>();

    Budgets(List<RawFile> files) {
        Map<String, Entry> latest = new TreeMap<>();
        for (RawFile file : files) {
            for (Map<?, ?> verdict : RawFile.maps(file.root(), "verdicts")) {
                Entry entry = new Entry(file, verdict);
                latest.merge(
                        entry.id() + " " + file.jdk(),
                        entry,
                        (a, b) -> a.file.time().compareTo(b.file.time()) > 0 ? a : b);
            }
        }
        entries.addAll(latest.values());
        entries.sort(
                Comparator.comparingInt(Entry::number).thenComparing(Entry::id).thenComparing(Entry::jdk));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** One row each, nothing where there is none. */
    String headline(String ids) {
        Block block = new Block();
        for (Entry entry : entries) {
            if (!entry.id().matches(ids)) {
                continue;
            }
            if (block.isEmpty()) {
                block.head("id", "what", "measured", "goal", "", "JDK");
            }
            block.row(
                    entry.id(),
                    entry.what(),
                    entry.measured(),
                    entry.goal(),
                    entry.judgement(),
                    entry.jdk() + entry.quick());
        }
        return block.toString();
    }

    /** A row for each budget, with the JDKs beside each other; nothing where there is none. */
    String across(String ids) {
        Map<String, Map<String, Entry>> rows = new LinkedHashMap<>();
        Set<String> jdks = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.id().matches(ids)) {
                String jdk = "JDK " + entry.jdk() + entry.quick();
                jdks.add(jdk);
                rows.computeIfAbsent(entry.id(), id -> new TreeMap<>()).put(jdk, entry);
            }
        }
        Block block = new Block();
        if (!rows.isEmpty()) {
            List<String> head = new ArrayList<>(List.of("id", "what", "goal"));
            head.addAll(jdks);
            block.head(head.toArray(String[]::new));
        }
        for (Map<String, Entry> row : rows.values()) {
            Entry any = row.values().iterator().next();
            List<String> cells = new ArrayList<>(List.of(any.id(), any.what(), any.goal()));
            for (String jdk : jdks) {
                Entry entry = row.get(jdk);
                cells.add(entry == null ? "" : entry.measured() + " " + entry.judgement());
            }
            block.row(cells.toArray(String[]::new));
        }
        return block.toString();
    }

    /** Those whose ids begin with one of these, with both sides. */
    String table(List<String> ids) {
        Block block = new Block();
        List<String> sources = new ArrayList<>();
        for (Entry entry : entries) {
            if (ids.stream().noneMatch(entry.id()::matches)) {
                continue;
            }
            if (block.isEmpty()) {
                block.head(
                        "id",
                        "what",
                        "JDK",
                        "measured",
                        "goal",
                        "",
                        "baseline ns (range)",
                        "ours ns (range)",
                        "copy limit ns",
                        "others %");
            }
            block.row(
                    entry.id(),
                    entry.what(),
                    entry.jdk() + entry.quick(),
                    entry.measured(),
                    entry.goal(),
                    entry.judgement(),
                    entry.side(0),
                    entry.side(1),
                    RawFile.number(entry.verdict.get("limitNanos")) > 0
                            ? Numbers.text(entry.verdict.get("limitNanos"))
                            : "",
                    entry.others() < 0 ? "" : Numbers.text(entry.others()));
            if (!sources.contains(entry.file.source())) {
                sources.add(entry.file.source());
            }
        }
        sources.forEach(source -> block.line("").line(source.stripTrailing()));
        return block.toString();
    }

    /** Each as a share of its goal. */
    String plot() {
        BarPlot plot = new BarPlot("Share of the goal reached; longer is better");
        for (Entry entry : entries) {
            String judgement = entry.judgement();
            plot.bar(
                    entry.id() + ", JDK " + entry.jdk(),
                    entry.share(),
                    entry.measured() + " of " + entry.goal().substring(SIGN),
                    judgement.equals("ok") ? "good" : judgement.equals(VOID) ? VOID : "short");
        }
        return plot.svg();
    }

    private record Entry(RawFile file, Map<?, ?> verdict) {
        String id() {
            return RawFile.text(verdict.get("id"));
        }

        int number() {
            String digits = id().replaceAll("^\\D*(\\d+).*$", "$1");
            return digits.chars().allMatch(Character::isDigit) ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        }

        String what() {
            return RawFile.text(verdict.get("what"));
        }

        String jdk() {
            return file.jdk();
        }

        String quick() {
            return file.isQuick() ? ", quick" : "";
        }

        String measured() {
            return amount("measured");
        }

        String goal() {
            return (isAtLeast() ? "≥ " : "≤ ") + amount("goal");
        }

        boolean isAtLeast() {
            return Boolean.TRUE.equals(verdict.get("atLeast"));
        }

        private String amount(String name) {
            String unit = RawFile.text(verdict.get("unit"));
            return Numbers.text(verdict.get(name)) + (unit.equals("x") ? "x" : " " + unit);
        }

        /** Of all cores, negative where that was not measured. */
        double others() {
            Object percent = RawFile.map(file.root(), "othersPercent").get(id().split("-", -1)[0]);
            return percent == null ? -1 : RawFile.number(percent);
        }

        String judgement() {
            boolean sound = !Boolean.FALSE.equals(verdict.get("sound"));
            boolean isTime = RawFile.number(verdict.get("baselineNanos")) > 0;
            if (!sound || isTime && others() > MOST_OTHERS_PERCENT) {
                return VOID;
            }
            return Boolean.TRUE.equals(verdict.get("holds")) ? "ok" : "**short**";
        }

        double share() {
            double measured = RawFile.number(verdict.get("measured"));
            double goal = RawFile.number(verdict.get("goal"));
            return isAtLeast() ? measured / goal : measured == 0 ? 1 : goal / measured;
        }

        /** Median, lowest and highest of the rounds of one side. */
        String side(int number) {
            List<Object> sides = new ArrayList<>(RawFile.map(verdict, "rounds").values());
            if (sides.size() <= number) {
                return "";
            }
            double[] rounds = ((List<?>) sides.get(number))
                    .stream()
                            .filter(Objects::nonNull)
                            .mapToDouble(RawFile::number)
                            .sorted()
                            .toArray();
            Object median = RawFile.map(verdict, "medians").values().stream()
                    .skip(number)
                    .findFirst()
                    .orElse(null);
            return Numbers.text(median) + " (" + Numbers.text(rounds[0]) + "–" + Numbers.text(rounds[rounds.length - 1])
                    + ")";
        }
    }
}
