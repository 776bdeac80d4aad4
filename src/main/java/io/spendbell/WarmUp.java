package io.spendbell;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import io.spendbell.delivery.Answer;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Renderer;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.InvalidEventException;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes some events of its own from bytes to rendered messages before the daemon says that it is ready, so that the first
 * alert does not wait for classes to be loaded. Nothing of it leaves memory, counts anywhere or is posted.
 */
final class WarmUp {
    private static final int EVENTS = 20;
    private static final Duration LONGEST = Duration.ofMillis(150);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NOWHERE = "warm-up";

    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final Vertx vertx;
    private final InstantSource clock;

    WarmUp(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Never fails, and never takes long. */
    Future<Void> run(List<Renderer> renderers) {
        Instant now = clock.instant();
        return Future.join(alert(renderers, now), post())
                .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Void> alert(List<Renderer> renderers, Instant now) {
        BudgetAlertTypes types = BudgetAlertTypes.standard();
        AlertingVerticle alerting = new AlertingVerticle(
                store,
                new Rules(
                        new GatewayBudgets(types, Thresholds.STANDARD),
                        new LedgerBudgets(List.of(), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> List.of(NOWHERE))),
                AlertIds.timeOrdered(clock),
                clock,
                new SimpleMeterRegistry(),
                raised -> {});
        return store.open()
                .compose(ignored -> vertx.deployVerticle(alerting))
                .compose(deployment -> alerting.accept(events(types, now))
                        .compose(ignored -> store.outbox().lease(NOWHERE, NOWHERE, now, now.plusSeconds(1), EVENTS))
                        .onSuccess(leased -> renderers.forEach(renderer -> renderer.pack(leased.deliveries(), now)))
                        .eventually(() -> vertx.undeploy(deployment)))
                .mapEmpty();
    }

    /** Posts to a server of its own. */
    private Future<Void> post() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end());
        return server.listen(0, LOOPBACK)
                .map(listening -> URI.create("http://" + LOOPBACK + ":" + listening.actualPort()))
                .map(url -> new HttpPoster(vertx, url, new AllowedHosts(Set.of(LOOPBACK), true), 1, LONGEST))
                .compose(poster -> poster.post("{}", Map.of(), reply -> new Answer.Accepted())
                        .eventually(poster::close))
                .eventually(server::close)
                .mapEmpty();
    }

    private static List<Event> events(BudgetAlertTypes types, Instant now) {
        EventDecoder decoder = new EventDecoder(new EventVocabulary(types, AlertType.publicNames()));
        List<Event> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            byte[] line = ("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"key-" + i
                            + "\",\"spend\":" + (86 + i)
                            + ".5,\"max_budget\":100,\"event_group\":\"key\",\"budget_reset_at\":\"2099-01-01T00:00:00Z\"}}")
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
