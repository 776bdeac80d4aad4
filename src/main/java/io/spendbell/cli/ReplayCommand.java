package io.spendbell.cli;

import io.spendbell.replay.PriceList;
import io.spendbell.replay.ProgressText;
import io.spendbell.replay.Replay;
import io.spendbell.replay.ReplayOptions;
import io.spendbell.replay.ReplayReport;
import io.spendbell.replay.Spread;
import io.spendbell.replay.Trace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends recorded traces to a running daemon. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Sends a recorded trace to a running daemon and says what it acknowledged.")
final class ReplayCommand implements Callable<Integer> {
    private static final long BAR_MILLIS = 200;
    private static final long LINE_MILLIS = 5_000;

    /** To the line's beginning, and clears it. */
    private static final String AFRESH = "\r\u001b[K";

    @Option(
            names = "--trace",
            required = true,
            paramLabel = "FILE",
            description = "NDJSON events, or an Azure LLM trace (CSV); may be given more than once.")
    private List<Path> traces = new ArrayList<>();

    @Option(names = "--prices", paramLabel = "FILE", description = "The models' prices (CSV); an Azure trace needs it.")
    private @Nullable Path prices;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7781",
            description = "The daemon's TCP intake; by default ${DEFAULT-VALUE}.")
    private String to = "";

    @Option(
            names = "--speed",
            paramLabel = "N|max",
            defaultValue = "max",
            description =
                    "So many times as fast as recorded, or as fast as the daemon takes it; by default ${DEFAULT-VALUE}.")
    private String speed = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What keys, users, teams and models are drawn by; by default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many keys an Azure trace is spread over; by default ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many users these keys belong to; by default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--teams",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many teams these users belong to; by default ${DEFAULT-VALUE}.")
    private int teams;

    @Option(names = "--keep-times", description = "Sends times as recorded instead of moving the latest to now.")
    private boolean keepTimes;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:SPENDBELL_TOKEN}",
            description = "The intake's token; by default that in SPENDBELL_TOKEN.")
    private @Nullable String token;

    @Option(names = "--totals", description = "Also prints what each team has spent, as CSV.")
    private boolean totals;

    @Spec
    private CommandSpec spec;

    /** Whether the line that is written on shows the bar. */
    private volatile boolean barShown;

    @Override
    public Integer call() throws InterruptedException {
        ReplayArguments arguments = new ReplayArguments(to, speed, keys, users, teams);
        List<String> faults = arguments.faults();
        if (!faults.isEmpty()) {
            faults.forEach(this::tell);
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        Trace trace;
        try {
            trace = survey();
        } catch (IOException e) {
            tell(String.valueOf(e.getMessage()));
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        return replay(trace, options(arguments, trace));
    }

    private Trace survey() throws IOException {
        Spread spread = new Spread(seed, new Spread.Sizes(keys, users, teams));
        PriceList list = prices == null ? null : PriceList.read(prices, seed);
        return Trace.survey(traces, new Trace.Filling(spread, list));
    }

    private ReplayOptions options(ReplayArguments arguments, Trace trace) {
        return new ReplayOptions(
                arguments.host(),
                arguments.port(),
                token == null || token.isEmpty() ? null : token,
                arguments.timesAsFast(),
                keepTimes ? Duration.ZERO : trace.shiftTo(Instant.now()),
                totals,
                ReplayOptions.SYNC_EVERY,
                ReplayOptions.PATIENCE,
                this::tell);
    }

    private int replay(Trace trace, ReplayOptions options) throws InterruptedException {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        try {
            Replay replay = new Replay(vertx, trace, options);
            return told(awaited(replay, trace.events()), trace.events());
        } catch (ExecutionException e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            tell("--to: " + to + " (expected: a running daemon's TCP intake): " + reason);
            return SpendbellCommand.FAILED;
        } finally {
            closed(vertx.close());
        }
    }

    /** Waits for the end, and shows how far it is meanwhile: as a bar on a terminal, else now and then a line. */
    @SuppressWarnings("SystemConsoleNull") // the launcher sets jdk.console, so that null says the same on every JDK
    private ReplayReport awaited(Replay replay, long events) throws InterruptedException, ExecutionException {
        boolean terminal = System.console() != null;
        long began = System.nanoTime();
        CompletableFuture<ReplayReport> end = replay.start().toCompletionStage().toCompletableFuture();
        while (true) {
            try {
                ReplayReport report = end.get(terminal ? BAR_MILLIS : LINE_MILLIS, TimeUnit.MILLISECONDS);
                if (terminal) {
                    barShown = false;
                    show(AFRESH + ProgressText.bar(report.sent(), events, report.took()) + "\n");
                }
                return report;
            } catch (TimeoutException e) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
                long sent = replay.sent();
                barShown = terminal;
                show(
                        terminal
                                ? AFRESH + ProgressText.bar(sent, events, elapsed)
                                : ProgressText.line(sent, events, elapsed) + "\n");
            }
        }
    }

    private int told(ReplayReport report, long events) {
        String failure = report.failure();
        if (failure != null) {
            tell(failure + ": " + report.acknowledged() + " of " + events + " events were acknowledged");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(report.summary());
        if (totals) {
            out.print(report.totals());
        }
        out.flush();
        return report.isFine() ? SpendbellCommand.FINE : SpendbellCommand.FAILED;
    }

    private static void closed(Future<Void> closing) throws InterruptedException {
        try {
            closing.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The process ends in any case.
        }
    }

    private void tell(String message) {
        show((barShown ? AFRESH : "") + message + "\n");
    }

    private void show(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.print(text);
        err.flush();
    }
}
