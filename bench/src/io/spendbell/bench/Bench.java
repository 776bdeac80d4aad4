package io.spendbell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The command: {@code Bench HOME FLAGS OPTIONS…}, where {@code FLAGS} are the JVM's as {@code ./spendbell} has them. Prints a
 * table and ends with 1 where an alert or a cent is missing or too many; a target that is missed is only said.
 */
final class Bench {
    private static final int STARTS = 3;

    private final Path home;
    private final String flags;
    private final Options options;
    private final Path folder;

    private Bench(Path home, String flags, Options options, Path folder) {
        this.home = home;
        this.flags = flags;
        this.options = options;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(
                    List.of(arguments).subList(2, arguments.length).toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path folder = Files.createTempDirectory("spendbell-bench");
        int exit;
        try {
            exit = new Bench(Path.of(arguments[0]), arguments[1], options, folder).run();
        } finally {
            delete(folder);
        }
        System.exit(exit);
    }

    private int run() throws IOException, InterruptedException {
        System.out.printf(
                "%,d %s events%s of %d bytes, %,d keys of which %,d cross, %d connections, store %s%n%n",
                options.events(),
                options.budgets() ? "budget" : "spend",
                options.ids() ? " with ids" : "",
                lineBytes(),
                options.keys(),
                options.crossing(),
                options.connections(),
                options.store() == null ? "embedded" : options.store().replaceAll("//[^@/]*@", "//***@"));
        List<Startup> trained = options.starts() ? starts(null) : List.of();
        List<Startup> untrained = options.starts() ? starts(flags) : List.of();
        Load load = Load.measure(
                home,
                folder,
                options,
                List.of(flags.split(" ")),
                options.profile() == null
                        ? null
                        : flags + " -XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                                + Path.of(options.profile()).toAbsolutePath());
        double rate = options.budgets() ? 1_000_000 : 500_000;

        row("events a second", load.perSecond(), rate, load.perSecond() >= rate, "at least");
        row("CPU per event, ns", load.nanosPerEvent());
        row("  of the bare Jackson loop, ns", load.bareNanosPerEvent());
        double ratio = load.nanosPerEvent() / load.bareNanosPerEvent();
        if (options.budgets()) {
            row("  ratio", ratio, 2, ratio <= 2, "at most");
        } else {
            row("  ratio", ratio);
        }
        row("  of the bare loop alone, before it, ns", load.bareAlone());
        row("  with the warm-up after a start, ns", load.withWarmUp());
        row("resident at full load, MB", load.peak(), 200, load.peak() < 200, "under");
        row("resident idle, MB", load.idle(), 150, load.idle() < 150, "under");
        row("resident idle after full load, MB", load.after());
        if (options.starts()) {
            showStarts(trained, untrained);
        }
        row("alerts", load.alerts());
        System.out.println();
        if (load.faults().isEmpty()) {
            System.out.println(
                    options.budgets()
                            ? "Every key that crossed has rung once at each threshold, and no other."
                            : "Every key that crossed has rung once, no other has, and the ledger is exact.");
            return 0;
        }
        load.faults().forEach(fault -> System.out.println("WRONG: " + fault));
        return 1;
    }

    private static void showStarts(List<Startup> trained, List<Startup> untrained) {
        double ready = median(untrained, Startup::ready);
        double fast = median(trained, Startup::ready);
        row("ready, ms", ready, 1_000, ready < 1_000, "under");
        row("ready with the class-data archive, ms", fast, 500, fast < 500, "under");
        row("first alert after a start, ms", median(trained, Startup::firstAlert));
        row("  without the archive, ms", median(untrained, Startup::firstAlert));
        row("later alerts (median), ms", median(trained, Startup::laterAlert));
    }

    private List<Startup> starts(String jvmFlags) throws IOException, InterruptedException {
        List<Startup> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            starts.add(Startup.measure(home, folder, jvmFlags));
        }
        return starts;
    }

    private int lineBytes() {
        Lines lines = new Lines(new Workload(options), 0, 100);
        return lines.size() / 100;
    }

    private static void row(String name, double value) {
        System.out.printf("%-40s %,12.1f%n", name, value);
    }

    private static void row(String name, double value, double target, boolean reached, String relation) {
        System.out.printf(
                "%-40s %,12.1f   %-8s %,12.1f  %s%n", name, value, relation, target, reached ? "reached" : "MISSED");
    }

    private static double median(List<Startup> starts, ToDoubleFunction<Startup> value) {
        return Startup.median(starts.stream().mapToDouble(value).toArray());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
