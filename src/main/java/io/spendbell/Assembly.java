package io.spendbell;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.Route;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.config.StoreConfig;
import io.spendbell.delivery.DeliverySettings;
import io.spendbell.delivery.DeliveryVerticle;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.Routes;
import io.spendbell.delivery.webhook.WebhookEventJson;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.ingest.EventBusIngestVerticle;
import io.spendbell.ingest.IngestMetrics;
import io.spendbell.ingest.IntakeBudget;
import io.spendbell.ingest.Patience;
import io.spendbell.ingest.RedisPubSubVerticle;
import io.spendbell.ingest.TcpIngest;
import io.spendbell.ingest.TcpIngestVerticle;
import io.spendbell.ingest.WayMetrics;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
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
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages of one configuration, started from the store to the ways in and stopped the other way round: first nothing
 * comes in any more, then what was taken in is committed, then what is due is delivered. Confined to one context.
 */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    /** Where every alert that this process raises is published. */
    static final String ALERTS = "spendbell.alerts";

    private static final long INTAKE_BYTES = 2L << 20;
    /** What is kept of the time for stopping, to close the store in. */
    private static final Duration FOR_THE_STORE = Duration.ofMillis(300);

    private final Vertx vertx;
    private final SpendbellConfig config;
    private final InstantSource clock;
    private final PrintStream console;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final IntakeBudget budget = new IntakeBudget(INTAKE_BYTES);
    private final Readiness readiness = new Readiness();
    private final Map<String, DeliveryVerticle> deliveries = new HashMap<>();
    private final List<Renderer> renderers = new ArrayList<>();
    private @Nullable Stages stages;
    private @Nullable TcpIngestVerticle tcp;
    private @Nullable HttpVerticle http;
    private volatile boolean ready;

    Assembly(Vertx vertx, SpendbellConfig config, InstantSource clock, PrintStream console) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.console = console;
    }

    Future<?> start() {
        Stages starting = new Stages(vertx);
        stages = starting;
        readiness.watch("daemon", () -> ready ? null : "not ready yet, or not any more");
        Store store = store();
        LedgerBudgets ledger = new LedgerBudgets(config.budgets(), config.zone());
        return startHttp(starting, store, ledger)
                .compose(ignored -> store.open())
                .onSuccess(ignored -> starting.add("the store", store::close))
                .compose(ignored -> startDeliveries(starting, store))
                .compose(ignored -> new WarmUp(vertx, clock).run(renderers))
                .compose(ignored -> startAlertingAndIntake(starting, store, ledger))
                .onSuccess(ignored -> ready = true)
                .recover(failure ->
                        starting.stop(config.shutdownTimeout()).compose(ignored -> Future.failedFuture(failure)));
    }

    Future<?> stop() {
        ready = false;
        return stages == null ? Future.succeededFuture() : stages.stop(config.shutdownTimeout());
    }

    /** The port of the TCP intake; 0 where it is off or not listening yet. */
    int tcpPort() {
        return tcp == null ? 0 : tcp.port();
    }

    /** The HTTP port; 0 where it is off or not listening yet. */
    int httpPort() {
        return http == null ? 0 : http.port();
    }

    private Store store() {
        StoreOptions options = new StoreOptions(
                config.alerting().budgetAlertTtl(),
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

    private Future<Void> startHttp(Stages starting, Store store, LedgerBudgets ledger) {
        IngestConfig.Http settings = config.ingest().http();
        if (settings == null) {
            return Future.succeededFuture();
        }
        HttpVerticle verticle = new HttpVerticle(
                settings,
                registry,
                readiness,
                store,
                ledger,
                Assembly::json,
                clock,
                () -> deliveries.values().forEach(DeliveryVerticle::hurry));
        http = verticle;
        return starting.deploy("HTTP", () -> verticle, 1)
                .onSuccess(ignored -> LOG.info("HTTP listens on {}:{}", settings.host(), verticle.port()));
    }

    private Future<Void> startDeliveries(Stages starting, Store store) {
        Presentation presentation =
                new Presentation(config.environment(), config.publicUrl(), config.proxyUrl(), config.zone());
        DestinationFactory factory = new DestinationFactory(vertx, config.delivery(), presentation, clock, console);
        DeliverySettings settings = DeliverySettings.of(
                config.delivery().flushInterval(), config.delivery().batchSize());
        for (DestinationConfig each : config.delivery().destinations().values()) {
            List<String> others =
                    new ArrayList<>(config.delivery().destinations().keySet());
            others.remove(each.name());
            Destination destination = factory.make(each);
            renderers.add(destination.renderer());
            DeliveryVerticle verticle = new DeliveryVerticle(
                    destination,
                    settings,
                    store,
                    clock,
                    others,
                    this::raised,
                    () -> starting.remaining().minus(FOR_THE_STORE),
                    registry);
            deliveries.put(each.name(), verticle);
        }
        return starting.deployTogether("deliveries", List.copyOf(deliveries.values()));
    }

    private Future<Void> startAlertingAndIntake(Stages starting, Store store, LedgerBudgets ledger) {
        BudgetAlertTypes types = BudgetAlertTypes.standard();
        AlertingVerticle alerting = new AlertingVerticle(
                store,
                new GatewayBudgets(types, config.thresholds()),
                ledger,
                gate(),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                this::raised);
        readiness.watch("store", () -> store.fault() == null ? alerting.fault() : store.fault());
        EventVocabulary vocabulary = new EventVocabulary(types, AlertType.publicNames());
        return starting.deploy("alerting", () -> alerting, 1)
                .compose(ignored -> startEventBus(starting, alerting, vocabulary))
                .compose(ignored -> startChannels(starting, store, alerting, vocabulary))
                .compose(ignored -> startTcp(starting, alerting, vocabulary));
    }

    private Gate gate() {
        Routes routes = new Routes(
                config.delivery().routes().stream().map(Assembly::route).toList(),
                config.delivery().defaultRoute().to(),
                config.delivery().defaultRoute().exceptions());
        return new Gate(
                config.alerting().types(),
                subject -> routes.of(new Routes.Attributes(
                        subject.type(),
                        subject.level(),
                        subject.event(),
                        subject.source(),
                        subject.entity(),
                        subject.fields())));
    }

    private static Routes.Route route(Route route) {
        return new Routes.Route(route.match(), route.to(), route.continues());
    }

    private Future<Void> startEventBus(Stages starting, Intake intake, EventVocabulary vocabulary) {
        EventBusIngestVerticle verticle = new EventBusIngestVerticle(
                config.ingest().eventBus().address(),
                new EventDecoder(vocabulary),
                intake,
                budget,
                new WayMetrics(registry, "event_bus"),
                clock);
        return starting.deploy("the event bus", () -> verticle, 1);
    }

    private Future<Void> startChannels(Stages starting, Store store, Intake intake, EventVocabulary vocabulary) {
        IngestConfig.Redis settings = config.ingest().redis();
        if (settings == null) {
            return Future.succeededFuture();
        }
        RedisPubSubVerticle verticle = new RedisPubSubVerticle(
                settings,
                RedisLinkOptions.STANDARD,
                store,
                new EventDecoder(vocabulary),
                intake,
                budget,
                registry,
                clock);
        return starting.deploy("the channels", () -> verticle, 1);
    }

    private Future<Void> startTcp(Stages starting, Intake intake, EventVocabulary vocabulary) {
        IngestConfig.Tcp settings = config.ingest().tcp();
        if (settings == null) {
            return Future.succeededFuture();
        }
        TcpIngest shared = new TcpIngest(
                settings,
                () -> new EventDecoder(vocabulary),
                intake,
                budget,
                new IngestMetrics(registry, budget),
                clock,
                Patience.STANDARD);
        return starting.deploy(
                        "TCP",
                        () -> {
                            TcpIngestVerticle verticle = new TcpIngestVerticle(shared);
                            tcp = verticle;
                            return verticle;
                        },
                        Runtime.getRuntime().availableProcessors())
                .onSuccess(ignored -> LOG.info("TCP intake listens on {}:{}", settings.host(), tcpPort()));
    }

    /** Tells each destination of the deliveries that it has got, and whoever listens on the event bus of the alerts. */
    private void raised(List<Raise> raises) {
        raises.forEach(raise -> vertx.eventBus().publish(ALERTS, json(raise.alert())));
        Map<String, Integer> counts = new HashMap<>();
        raises.forEach(raise -> raise.destinations().forEach(name -> counts.merge(name, 1, Integer::sum)));
        counts.forEach((name, count) -> {
            DeliveryVerticle delivery = deliveries.get(name);
            if (delivery != null) {
                delivery.raised(count);
            }
        });
    }

    private static JsonObject json(Alert alert) {
        return new JsonObject(WebhookEventJson.of(alert));
    }
}
