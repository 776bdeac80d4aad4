package io.spendbell;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.ConfigChanges;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.config.StoreConfig;
import io.spendbell.delivery.DeliverySettings;
import io.spendbell.delivery.OpenDigests;
import io.spendbell.delivery.StrandedVerticle;
import io.spendbell.event.EventVocabulary;
import io.spendbell.ingest.HttpIngest;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.reporting.ReportVerticle;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.embedded.EmbeddedStore;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.store.standin.StandInStore;
import io.spendbell.web.HttpVerticle;
import io.spendbell.web.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages of one configuration, started from the store to the ways in and stopped the other way round: first nothing
 * comes in any more, then what was taken in is committed, then what is due is delivered. Confined to one context.
 */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    /** How long a report may be late at most. */
    private static final Duration REPORT_CHECK = Duration.ofMinutes(1);

    /** What is kept of the time for stopping, to close the store in. */
    private static final Duration FOR_THE_STORE = Duration.ofMillis(300);

    private final Vertx vertx;
    private final BudgetAlertTypes types = BudgetAlertTypes.standard();
    private final EventVocabulary vocabulary = new EventVocabulary(types, AlertType.publicNames());
    private final RulesFactory rulesFactory = new RulesFactory(types);
    private final InstantSource clock;
    private final PrintStream console;
    private final boolean alone;
    private final Meters meters;
    private final MeterRegistry registry;
    private final Readiness readiness = new Readiness();
    private final Reloads reloads;
    private final Stages stages;
    private final WaysIn waysIn;
    private final AlertBroadcast broadcast;
    private final SoleListeners listeners;
    private volatile SpendbellConfig config;
    private volatile Judging judging;
    private @Nullable Store store;
    private @Nullable Deliveries deliveries;
    private @Nullable AlertingVerticle alerting;
    private @Nullable HttpVerticle http;
    private @Nullable StoreOpening opening;
    private boolean startEnded;
    private volatile boolean ready;

    /**
     * The stages of a configuration, which are not started yet.
     *
     * @param alone whether the process is Spendbell's own, and may open sockets that nobody has configured
     */
    Assembly(
            Vertx vertx,
            SpendbellConfig config,
            InstantSource clock,
            PrintStream console,
            boolean alone,
            Meters meters) {
        this.vertx = vertx;
        this.config = config;
        this.judging = rulesFactory.make(config);
        this.clock = clock;
        this.console = console;
        this.alone = alone;
        this.meters = meters;
        this.registry = meters.registry();
        this.stages = new Stages(vertx);
        this.broadcast = new AlertBroadcast(vertx, () -> this.config, clock);
        this.listeners = new SoleListeners(vertx, alone);
        this.waysIn = new WaysIn(vertx, stages, config.ingest(), vocabulary, registry, clock);
        this.reloads = new Reloads(vertx, registry, this::apply);
    }

    Future<?> start() {
        readiness.watch("daemon", () -> ready ? null : "not ready yet, or not any more");
        Store store = store();
        this.store = store;
        Deliveries serving = new Deliveries(
                vertx,
                stages,
                store,
                clock,
                console,
                registry,
                this::raised,
                () -> stages.remaining().minus(FOR_THE_STORE));
        deliveries = serving;
        WarmUp warmUp = new WarmUp(vertx, clock, broadcast::json);
        if (alone) {
            warmUp.begin();
        }
        return waysIn.openSpool(store, readiness)
                .compose(ignored -> startHttp(store, serving))
                .compose(ignored -> listeners.checkTcp(config.ingest().tcp()))
                .compose(ignored -> waysIn.rehearse())
                .compose(ignored -> open(store))
                .compose(ignored -> startDeliveries(store, serving))
                .compose(ignored -> warmUp.end(serving.renderers()))
                .compose(ignored -> startAlertingAndIntake(store))
                .onSuccess(ignored -> ready = true)
                .recover(failure -> warmUp.abandon()
                        .compose(ignored -> stages.stop(config.shutdownTimeout()))
                        .compose(ignored -> Future.failedFuture(failure)));
    }

    private Future<Void> open(Store store) {
        if (startEnded) {
            return Future.failedFuture(new StartEndedException());
        }
        readiness.watch("store", store::fault);
        StoreOpening begun = new StoreOpening(vertx, store);
        opening = begun;
        return begun.begin().onSuccess(ignored -> stages.add("the store", store::close));
    }

    /** Ends a start that waits for its store, or has not come to it yet; the start fails with {@link StartEndedException}. */
    Future<Void> endStart() {
        startEnded = true;
        return opening == null ? Future.succeededFuture() : opening.end(new StartEndedException());
    }

    /**
     * Applies what another configuration changes, or nothing of it where it changes what cannot change.
     *
     * @param read reads it, on a thread that may block
     */
    Future<ConfigChanges> reload(Callable<SpendbellConfig> read) {
        return reloads.next(read);
    }

    private Future<ConfigChanges> apply(SpendbellConfig next) {
        AlertingVerticle deciding = alerting;
        Deliveries serving = deliveries;
        if (!ready || deciding == null || serving == null) {
            return Future.failedFuture("reload: not now (expected: a daemon that is ready)");
        }
        ConfigChanges changes = ConfigChanges.between(config, next);
        if (!changes.faults().isEmpty()) {
            return Future.failedFuture(new InvalidConfigurationException(changes.faults()));
        }
        Judging judgedBy;
        Deliveries.Change change;
        try {
            judgedBy = rulesFactory.make(next);
            change = serving.prepare(next);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        Set<AlertType> gathered = next.alerting().digests().keySet();
        boolean endsDigests = !gathered.containsAll(config.alerting().digests().keySet());
        config = next;
        judging = judgedBy;
        // In this order: no alert may be raised for a destination that does not count as configured yet.
        return Future.join(serving.serve(change), deciding.use(judgedBy.rules()))
                .compose(ignored -> endsDigests ? endDigests(gathered, serving) : Future.succeededFuture(0))
                .map(changes);
    }

    /** A digest that cannot be ended early, for want of a store, is told when its time is over. */
    private Future<Integer> endDigests(Set<AlertType> gathered, Deliveries serving) {
        Store open = store;
        if (open == null) {
            return Future.succeededFuture(0);
        }
        return new OpenDigests(vertx, open, clock)
                .endOthers(gathered)
                .onSuccess(ended -> {
                    if (ended > 0) {
                        serving.flush();
                    }
                })
                .onFailure(failure -> LOG.warn("Digests that are open end at their time: {}", failure.toString()))
                .otherwise(0);
    }

    Future<?> stop() {
        ready = false;
        return stages.stop(config.shutdownTimeout());
    }

    /** The port of the TCP intake; 0 where it is off or not listening yet. */
    int tcpPort() {
        return waysIn.tcpPort();
    }

    /** Each part that is not up, with the reason. May be called from any thread. */
    Map<String, String> faults() {
        return readiness.faults();
    }

    Duration shutdownTimeout() {
        return config.shutdownTimeout();
    }

    /** The HTTP port; 0 where it is off or not listening yet. */
    int httpPort() {
        return http == null ? 0 : http.port();
    }

    private Store store() {
        StoreOptions options = new StoreOptions(
                config.alerting().args().budgetAlertTtl(),
                config.ingest().dedup().window(),
                config.ingest().dedup().maxIds());
        if (config.store() instanceof StoreConfig.Redis redis) {
            RedisLink link = new RedisLink(vertx, redis.redis(), "the store", RedisLinkOptions.STANDARD);
            return new StandInStore(vertx, link, redis.namespace(), options, clock);
        }
        return config.store() instanceof StoreConfig.Embedded embedded
                ? new EmbeddedStore(embedded.file(), embedded.sync() == StoreConfig.Sync.DISK, options)
                : new MemoryStore(options);
    }

    private Future<Void> startHttp(Store store, Deliveries serving) {
        IngestConfig.Http settings = config.ingest().http();
        if (settings == null) {
            return Future.succeededFuture();
        }
        HttpIngest intake = waysIn.http(settings);
        HttpVerticle verticle = new HttpVerticle(
                settings,
                meters.scraped(),
                readiness,
                store,
                () -> judging.rules().ledger(),
                broadcast::json,
                serving::retry,
                intake::mount);
        http = verticle;
        return listeners
                .checkHttp(settings)
                .compose(ignored -> stages.deploy("HTTP", () -> verticle, 1))
                .onSuccess(ignored -> LOG.info("HTTP listens on {}:{}", settings.host(), verticle.port()));
    }

    private Future<Void> startDeliveries(Store store, Deliveries serving) {
        stages.add("deliveries", serving::stop);
        DeliverySettings settings = DeliverySettings.of(
                config.delivery().flushInterval(), config.delivery().batchSize());
        return serving.serve(serving.prepare(config))
                .compose(ignored -> stages.deploy(
                        "stranded deliveries",
                        () -> new StrandedVerticle(store, serving::names, settings, clock, registry),
                        1));
    }

    private Future<Void> startAlertingAndIntake(Store store) {
        AlertingVerticle deciding = new AlertingVerticle(
                store, judging.rules(), AlertIds.timeOrdered(clock), clock, registry, this::raised);
        alerting = deciding;
        readiness.watch("store", () -> faultOf(store, deciding));
        readiness.watch("judging", deciding::held);
        return stages.deploy("alerting", () -> deciding, 1)
                .compose(ignored -> startReports(store, deciding))
                .compose(ignored -> listeners.checkTcp(config.ingest().tcp()))
                .compose(ignored -> waysIn.start(store, deciding));
    }

    private static @Nullable String faultOf(Store store, AlertingVerticle deciding) {
        String away = store.fault();
        String uncommitted = away == null ? deciding.fault() : away;
        return uncommitted == null ? store.writeFault() : uncommitted;
    }

    private Future<Void> startReports(Store store, AlertingVerticle deciding) {
        ReportVerticle verticle = new ReportVerticle(
                store,
                () -> new ReportVerticle.Times(
                        REPORT_CHECK,
                        config.alerting().args().userSpend().checkInterval(),
                        config.notices().silentAfter(),
                        config.notices().silentFeeds()),
                () -> judging.reports(),
                () -> judging.spend(),
                deciding::lastHandedOver,
                waysIn.heard(),
                waysIn::isBehind,
                deciding,
                clock,
                registry);
        return stages.deploy("reports", () -> verticle, 1);
    }

    /** Tells the destinations, whoever listens on the event bus, and the log where that is asked for. */
    private void raised(List<Raise> raises) {
        if (deliveries != null) {
            deliveries.raised(raises);
        }
        broadcast.tell(raises);
    }
}
