package io.spendbell;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.config.ConfigChanges;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spendbell as one verticle, beside others or alone. Deployed with a configuration, or by its class's name with the
 * configuration as the deployment's {@code config()}, which has the shape of the file. It neither exits the process nor closes
 * the Vert.x that it was given, and leaves logging alone.
 *
 * <p>Its deployment completes once events are taken. Where the store is a Redis that is away, it waits for that, however long it
 * takes: whoever does not want to wait calls {@link #endStart}, or closes the Vert.x. A Vert.x that is closed waits for it to stop
 * as if it had been undeployed, before it undeploys anything else.
 *
 * <p>An object is deployed once, as one instance. Several in one Vert.x take events at addresses and ports of their own.
 */
public final class SpendbellVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SpendbellVerticle.class);

    private final @Nullable SpendbellConfig given;
    private final InstantSource clock;
    private final PrintStream console;
    private final boolean alone;
    private final @Nullable MeterRegistry hosts;
    private volatile @Nullable Assembly assembly;
    private final AtomicBoolean deployed = new AtomicBoolean();
    private volatile boolean startEnded;
    private Future<?> started = Future.failedFuture("verticle: not deployed (expected: a deployment)");
    private @Nullable Future<?> stopped;
    private Runnable letGo = () -> {};
    private boolean vertxCloses;

    /** A verticle that is configured by its deployment. */
    public SpendbellVerticle() {
        this(null, InstantSource.system(), System.out);
    }

    public SpendbellVerticle(SpendbellConfig config) {
        this(config, InstantSource.system(), System.out);
    }

    /**
     * A verticle that has a process to itself. Its start sends some events of its own over sockets of 127.0.0.1, so that the first
     * alert does not wait for classes to be loaded.
     */
    public static SpendbellVerticle alone(SpendbellConfig config) {
        return new SpendbellVerticle(config, InstantSource.system(), System.out, true, null);
    }

    /**
     * A verticle whose surroundings are given.
     *
     * @param config null takes the deployment's
     * @param console where the console destination writes
     */
    public SpendbellVerticle(@Nullable SpendbellConfig config, InstantSource clock, PrintStream console) {
        this(config, clock, console, false, null);
    }

    private SpendbellVerticle(
            @Nullable SpendbellConfig config,
            InstantSource clock,
            PrintStream console,
            boolean alone,
            @Nullable MeterRegistry hosts) {
        this.given = config;
        this.clock = clock;
        this.console = console;
        this.alone = alone;
        this.hosts = hosts;
    }

    /**
     * This verticle, before it is deployed, with its metrics in a registry of the host's too, from which they are taken out when it
     * stops. Several Spendbells have a registry each.
     */
    public SpendbellVerticle withMetricsIn(MeterRegistry registry) {
        return new SpendbellVerticle(given, clock, console, alone, registry);
    }

    /** @throws IllegalStateException if it was deployed before: what runs already would be lost sight of */
    @Override
    public void init(Vertx vertx, Context context) {
        if (deployed.getAndSet(true)) {
            throw new IllegalStateException(
                    "SpendbellVerticle: deployed a second time (expected: an object for each deployment)");
        }
        super.init(vertx, context);
    }

    @Override
    public Future<?> start() {
        int instances = context.getInstanceCount();
        if (instances > 1) {
            return Future.failedFuture(
                    "instances: " + instances + " (expected: 1, which uses all cores where that helps)");
        }
        ClosingVertx closing = ClosingVertx.heardBy(vertx, this::closing);
        letGo = closing::forget;
        Future<?> starting = configured()
                .compose(this::assemble)
                .recover(failure -> Future.failedFuture(vertxCloses ? StartEndedException.of(failure) : failure))
                .onFailure(ignored -> letGo.run());
        started = starting;
        return starting;
    }

    private Future<?> assemble(SpendbellConfig config) {
        if (startEnded) {
            return Future.failedFuture(new StartEndedException());
        }
        TakenAddresses addresses = new TakenAddresses(vertx, config.ingest());
        addresses.take();
        Meters meters = new Meters(hosts);
        Runnable others = letGo;
        letGo = () -> {
            others.run();
            addresses.giveBack();
            meters.takeOut();
        };
        Assembly starting = new Assembly(vertx, config, clock, console, alone, meters);
        assembly = starting;
        return starting.start();
    }

    /** What comes before a Vert.x that closes may undeploy anything. */
    private Future<Void> closing() {
        Promise<Void> over = Promise.promise();
        context.runOnContext(ignored -> {
            vertxCloses = true;
            endStart();
            started.compose(running -> stop()).onComplete(stopped -> over.complete());
        });
        return over.future();
    }

    private Future<SpendbellConfig> configured() {
        return given == null ? ofDeployment() : Future.succeededFuture(given);
    }

    /** References in a configuration may name files, which are not read on an event loop. */
    private Future<SpendbellConfig> ofDeployment() {
        String settings = config().encode();
        return vertx.executeBlocking(
                () -> ConfigLoader.parse("config()", settings, System.getenv(), Deployment.VERTICLE)
                        .orThrow(warning -> LOG.warn("{}", warning)));
    }

    @Override
    public Future<?> stop() {
        if (stopped == null) {
            Assembly running = assembly;
            stopped = (running == null ? Future.succeededFuture() : running.stop()).onComplete(ignored -> letGo.run());
        }
        return stopped;
    }

    /**
     * Ends a start that waits for its Redis: the deployment then fails with {@link StartEndedException}. One that does not wait is
     * not ended. May be called from any thread.
     */
    public void endStart() {
        startEnded = true;
        Assembly starting = assembly;
        if (starting != null) {
            context.runOnContext(ignored -> starting.endStart()
                    .onFailure(failure -> LOG.warn("The store was not closed: {}", failure.toString())));
        }
    }

    /**
     * Puts another configuration in the place of the one in force, as far as it changes what can change while Spendbell runs: no
     * event is lost, and what stays the same is not touched. Reloads are done one after the other. May be called from any thread.
     *
     * @param read reads the configuration, on a thread that may block
     * @return what has changed. Where the configuration cannot be read, or changes what cannot change, nothing does, and the
     *     future fails with {@link InvalidConfigurationException}, which names every fault
     */
    public Future<ConfigChanges> reload(Callable<SpendbellConfig> read) {
        Assembly running = assembly;
        if (running == null) {
            return Future.failedFuture("reload: not now (expected: a verticle that was deployed)");
        }
        Promise<ConfigChanges> reloaded = Promise.promise();
        context.runOnContext(ignored -> running.reload(read).onComplete(reloaded::handle));
        return reloaded.future();
    }

    /** As {@link #reload(Callable)}, with a configuration that was read already. */
    public Future<ConfigChanges> reload(SpendbellConfig config) {
        return reload(() -> config);
    }

    /**
     * Each part that is not up, with the reason, as {@code GET /health/ready} says; empty while Spendbell is ready. May be called
     * from any thread.
     */
    public Map<String, String> faults() {
        Assembly running = assembly;
        return running == null ? Map.of("daemon", "not started yet") : running.faults();
    }

    /** The port of the TCP intake; 0 where it is off or not listening yet. */
    public int tcpPort() {
        return assembly == null ? 0 : assembly.tcpPort();
    }

    /** How long stopping may take by the configuration in force. */
    public Duration shutdownTimeout() {
        return assembly == null ? SpendbellConfig.DEFAULT_SHUTDOWN_TIMEOUT : assembly.shutdownTimeout();
    }

    /** The HTTP port; 0 where it is off or not listening yet. */
    public int httpPort() {
        return assembly == null ? 0 : assembly.httpPort();
    }
}
