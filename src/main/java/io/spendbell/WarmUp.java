package io.spendbell;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.Rules;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.delivery.AllowedHosts;
import io.spendbell.delivery.DeliverySettings;
import io.spendbell.delivery.DeliveryVerticle;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.webhook.WebhookDestination;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.InvalidEventException;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes some events of its own from bytes to rendered messages before the daemon says that it is ready, so that the first
 * alert does not wait for classes to be loaded. Nothing of it leaves this process, is kept or counts anywhere. Confined to
 * one context.
 */
final class WarmUp {
    private static final int EVENTS = 3;
    private static final Duration LONGEST = Duration.ofMillis(150);
    private static final Duration LONGEST_OF_A_FAILED_START = Duration.ofSeconds(1);
    private static final Duration GIVEN_UP = Duration.ofSeconds(5);

    /** A post that takes longer would be told of in the log, as one to a destination that nobody has configured. */
    private static final Duration NO_POST_TAKES = GIVEN_UP.multipliedBy(2);

    private static final String LOOPBACK = "127.0.0.1";
    private static final String NOBODY = "spendbell.warm-up";
    private static final String POSTED = "posted";
    private static final String RENDERED = "rendered";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final Vertx vertx;
    private final InstantSource clock;
    private final Function<Alert, JsonObject> onTheBus;
    private int posts;
    private Future<?> rung = Future.failedFuture("warm-up: not begun");

    /** Of a daemon that tells of its alerts on the event bus in that form. */
    WarmUp(Vertx vertx, InstantSource clock, Function<Alert, JsonObject> onTheBus) {
        this.vertx = vertx;
        this.clock = clock;
        this.onTheBus = onTheBus;
    }

    /** Begins beside what else a start does. */
    void begin() {
        rung = store.open().compose(ignored -> ring());
    }

    /** Ends what was begun. Never fails, and never takes long: what is not done by then is done beside what comes next. */
    Future<Void> end(List<Renderer> renderers) {
        Instant now = clock.instant();
        return rung.compose(ignored -> store.outbox().lease(RENDERED, RENDERED, now, now.plusSeconds(1), EVENTS))
                .onSuccess(leased -> renderers.forEach(renderer -> renderer.pack(leased.deliveries(), now)))
                .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Waits for what was begun, where the start has failed: its posts would be cut off, and say so. Never fails, nor takes long. */
    Future<Void> abandon() {
        return rung.timeout(LONGEST_OF_A_FAILED_START.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Hands in events, and waits until a server of its own is told of all. */
    private Future<?> ring() {
        Promise<Void> told = Promise.promise();
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            request.response().end();
            if (++posts == EVENTS) {
                told.tryComplete();
            }
        });
        return server.listen(0, LOOPBACK)
                .compose(listening -> ring(URI.create("http://" + LOOPBACK + ":" + listening.actualPort()), told))
                .eventually(server::close);
    }

    private Future<?> ring(URI url, Promise<Void> told) {
        BudgetAlertTypes types = BudgetAlertTypes.standard();
        DeliveryVerticle delivery = delivery(url);
        AlertingVerticle alerting = alerting(types, raised -> {
            raised.forEach(raise -> vertx.eventBus().publish(NOBODY, onTheBus.apply(raise.alert())));
            delivery.raised(raised.size());
        });
        List<String> deployed = new ArrayList<>();
        return Future.<String>succeededFuture()
                .compose(ignored -> vertx.deployVerticle(delivery).onSuccess(deployed::add))
                .compose(ignored -> vertx.deployVerticle(alerting).onSuccess(deployed::add))
                .compose(ignored -> alerting.accept(events(types, clock.instant())))
                .compose(ignored -> told.future())
                .timeout(GIVEN_UP.toMillis(), TimeUnit.MILLISECONDS)
                .eventually(
                        () -> Future.join(deployed.stream().map(vertx::undeploy).toList()));
    }

    private DeliveryVerticle delivery(URI url) {
        HttpPoster poster = new HttpPoster(vertx, url, new AllowedHosts(Set.of(LOOPBACK), true), 1, NO_POST_TAKES);
        return new DeliveryVerticle(
                new WebhookDestination(POSTED, new Destination.Pace(POSTED, Duration.ZERO), poster, null, null, clock),
                DeliverySettings.of(LONGEST, 1),
                store,
                clock,
                List::of,
                raised -> {},
                () -> LONGEST,
                registry);
    }

    private AlertingVerticle alerting(BudgetAlertTypes types, Consumer<List<Raise>> raised) {
        return new AlertingVerticle(
                store,
                new Rules(
                        new GatewayBudgets(types, Thresholds.STANDARD),
                        new LedgerBudgets(List.of(), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> List.of(POSTED, RENDERED))),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                raised);
    }

    /** Budgets of which some tell when their window ends. */
    private static List<Event> events(BudgetAlertTypes types, Instant now) {
        EventDecoder decoder = new EventDecoder(new EventVocabulary(types, AlertType.publicNames()));
        List<Event> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            String end = i % 2 == 0 ? "" : ",\"budget_reset_at\":\"2099-01-01T00:00:00Z\"";
            byte[] line = ("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"key-" + i
                            + "\",\"spend\":" + (86 + i) + ".5,\"max_budget\":100,\"event_group\":\"key\"" + end + "}}")
                    .getBytes(StandardCharsets.US_ASCII);
            try {
                events.add(decoder.decode(line, 0, line.length, now));
            } catch (InvalidEventException e) {
                throw new IllegalStateException("an event that warms up is valid", e);
            }
        }
        return events;
    }
}
