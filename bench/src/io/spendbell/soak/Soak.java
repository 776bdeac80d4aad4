package io.spendbell.soak;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The command: {@code Soak HOME OPTIONS…}. Runs the daemon under load and faults and prints a verdict; ends with 0 where
 * nothing was lost or doubled, totals are exact, memory is flat and no queue grows, else with 1.
 */
final class Soak implements AutoCloseable {
    /** How long the run may go on beyond its time, all told. */
    private static final Duration OVERTIME = Duration.ofMinutes(10);

    private static final long PROCESS_END_SECONDS = 5;

    private final SoakOptions options;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final Findings findings = new Findings();
    private final FaultLog faultLog = new FaultLog();
    private final Expected expected = new Expected();
    private final Arrivals arrivals = new Arrivals(findings);
    private final List<Thread> threads = new ArrayList<>();
    private final OwnRedis ownRedis;
    private final RedisFaults redis;
    private final String namespace;
    private final StandIn standIn;
    private final Stream stream;
    private final Channel channel;
    private final List<SoakConfig> configs = new ArrayList<>();
    private final boolean canFillDisk = FullDisk.isPossible();
    private final Replicas replicas;
    private final Load load;
    private final SlackFaults slackFaults;
    private final Recovery recovery;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final PrintWriter log;
    private final PrintWriter samples;
    private final long begun = System.nanoTime();

    private Soak(Path home, SoakOptions options, Path folder) throws Exception {
        this.options = options;
        this.folder = folder;
        Path kept = Files.createDirectories(home.resolve("target/soak"));
        log = new PrintWriter(
                Files.newBufferedWriter(kept.resolve("daemon-" + options.seed() + ".log"), StandardCharsets.UTF_8),
                true);
        samples = new PrintWriter(
                Files.newBufferedWriter(kept.resolve("samples-" + options.seed() + ".csv"), StandardCharsets.UTF_8));
        namespace = "soak-" + System.currentTimeMillis();
        ownRedis = options.redisServer() == null ? null : new OwnRedis(options.redisServer(), folder);
        String uri = ownRedis == null ? options.store() : ownRedis.uri();
        redis = options.usesRedis() ? new RedisFaults(vertx, uri, ownRedis) : null;
        standIn = new StandIn(vertx, arrivals);
        stream = redis == null ? null : new Stream(vertx, uri, namespace);
        channel = redis == null ? null : new Channel(vertx, uri, namespace);
        replicas = new Replicas(daemons(home, redis == null ? null : uri));
        load = new Load(options, replicas, stream, channel, expected, findings);
        slackFaults = new SlackFaults(standIn, replicas, load.scripts());
        recovery = new Recovery(replicas, load, stream, findings);
        samples.println(Sample.HEADINGS);
        for (int i = 0; i < configs.size(); i++) {
            watches.add(new Watch(replicas.all().get(i), load, stream != null, configs.get(i), samples, findings));
        }
        addLanes();
    }

    private List<Daemon> daemons(Path home, String uri) throws IOException {
        List<Daemon> daemons = new ArrayList<>();
        for (int i = 1; i <= options.replicas(); i++) {
            Path its = Files.createDirectory(folder.resolve("replica-" + i));
            SoakConfig config = new SoakConfig(its, standIn.slackUrl(), standIn.hookUrl(), uri, namespace);
            String name = i + " ";
            daemons.add(new Daemon(home, config.write(0), line -> log.println(name + line)));
            configs.add(config);
        }
        return daemons;
    }

    /** Faults of the destinations go on beside all others. */
    private void addLanes() {
        List<Fault> ofDaemon = new ArrayList<>(new DaemonFaults(replicas, load.senders(), findings).all());
        ofDaemon.addAll(new ReloadFaults(replicas, configs, findings).all());
        ofDaemon.addAll(new BadSenders(replicas, findings).all());
        if (redis != null) {
            ofDaemon.addAll(redis.all());
        } else if (canFillDisk) {
            ofDaemon.add(new FullDisk(replicas.all().get(0), configs.get(0).storeFile()).fault());
        }
        if (ownRedis != null) {
            ofDaemon.add(new RedisWipe(replicas, load, stream, redis, recovery, expected, findings).fault());
            ofDaemon.add(new RedisSetBack(replicas, load, stream, redis, recovery, expected, findings).fault());
        }
        List<Fault> ofSlack = slackFaults.all();
        List<Fault> all = new ArrayList<>(ofDaemon);
        all.addAll(ofSlack);
        List<Fault> chosen = options.chosen(all);
        Restarts restarts = new Restarts(begun, options.time());
        for (List<Fault> each : List.of(ofDaemon, ofSlack)) {
            List<Fault> its = each.stream().filter(chosen::contains).toList();
            Recovery awaited = each == ofDaemon ? recovery : null;
            lanes.add(new Lane(its, options.seed() + 100 + lanes.size(), restarts, awaited, faultLog, findings));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("spendbell-soak");
        Soak soak;
        try {
            SoakOptions options = SoakOptions.parse(List.of(arguments).subList(1, arguments.length));
            soak = new Soak(Path.of(arguments[0]), options, folder);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            delete(folder);
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(soak::close));
        System.exit(soak.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        System.out.printf(
                "%.1f minutes, seed %d, store %s, %d events a second%n",
                options.time().toMillis() / 60_000.0,
                options.seed(),
                redis == null ? "embedded" : ownRedis == null ? "Redis" : "Redis of its own",
                options.rate());
        if (redis == null && !canFillDisk) {
            System.out.println("Without " + FullDisk.NAME + ": there is no prlimit here.");
        }
        background("watchdog", this::watchdog);
        for (Daemon daemon : replicas.all()) {
            daemon.start();
        }
        watches.forEach(watch -> background("watch", watch));
        load.senders().forEach(sender -> background("sender", sender));
        if (channel != null) {
            background("channel", channel);
        }
        lanes.forEach(lane -> background("faults", lane));
        showProgress();
        lanes.forEach(Lane::end);
        for (Thread thread : threads) {
            if (thread.getName().equals("faults")) {
                thread.join();
            }
        }
        load.fallSilent();
        watches.forEach(Watch::end);
        standIn.behave();
        recovery.await("the end of all faults");
        recovery.awaitStream();
        load.close();
        slackFaults.retry();
        recovery.awaitRest();
        LedgerCheck.compare(replicas, expected, findings);
        if (stream != null) {
            StreamCheck.look(stream, options.rate(), findings);
        }
        for (Daemon daemon : replicas.all()) {
            int exit = daemon.terminate();
            if (exit != 0) {
                findings.add("SIGTERM ended a daemon with " + exit + " (expected: 0)");
            }
        }
        if (redis != null && ownRedis == null) {
            redis.forget(namespace);
        }
        Arrivals.Verdict verdict = arrivals.judge(expected.alerts(), faultLog);
        Channel.Outcome published = channel == null ? null : channel.judge(arrivals.markers(), faultLog, findings);
        new Report(options, findings).print(expected, stream, published, arrivals, faultLog, watches, verdict);
        return verdict();
    }

    private boolean verdict() {
        System.out.println();
        List<String> wrong = findings.all();
        if (wrong.isEmpty()) {
            System.out.println("Nothing was lost or doubled, totals are exact, memory is flat, no queue grows.");
            return true;
        }
        wrong.forEach(finding -> System.out.println("WRONG: " + finding));
        System.out.println(
                "What the daemon said is in target/soak/daemon-%1$d.log, what was watched in target/soak/samples-%1$d.csv."
                        .formatted(options.seed()));
        return false;
    }

    private Thread background(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        return thread;
    }

    /** Ends all where something hangs for ever. */
    private void watchdog() {
        try {
            TimeUnit.NANOSECONDS.sleep(options.time().plus(OVERTIME).toNanos());
        } catch (InterruptedException e) {
            return;
        }
        findings.add("the run hangs");
        verdict();
        System.exit(1);
    }

    private void showProgress() throws InterruptedException {
        long end = begun + options.time().toNanos();
        long every = Math.min(TimeUnit.SECONDS.toNanos(60), options.time().toNanos() / 10);
        for (long at = begun + every; at <= end; at += every) {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
            System.out.printf(
                    "%6.1f min: %,d events, %,d alerts of %,d, %d faults, %,d not acknowledged; %s%n",
                    (System.nanoTime() - begun) / 60e9,
                    expected.events(),
                    arrivals.count(),
                    expected.alerts().size(),
                    faultLog.count(),
                    load.waiting(),
                    watches.stream().map(Watch::last).collect(Collectors.joining("; ")));
        }
    }

    /** Ends all processes, also where the run was broken off. */
    @Override
    public void close() {
        try {
            load.close();
            for (Daemon daemon : replicas.all()) {
                daemon.close();
            }
            if (ownRedis != null) {
                ownRedis.close();
            }
            // One that is just being started is nobody's yet.
            for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
                child.destroyForcibly();
                child.onExit().get(PROCESS_END_SECONDS, TimeUnit.SECONDS);
            }
            log.close();
            samples.close();
            delete(folder);
        } catch (InterruptedException | ExecutionException | TimeoutException | IOException | UncheckedIOException e) {
            System.err.println("not all could be put away: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
