package io.spendbell.delivery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.delivery.Destination.Pace;
import io.spendbell.delivery.slack.SlackDestination;
import io.spendbell.delivery.slack.SlackRenderer;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.delivery.webhook.WebhookDestination;
import io.spendbell.event.EntityFields;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Delivery verticles over real sockets: destinations at a simulator, a store, and alerts to raise. */
final class DeliveryFixture {
    static final Duration SIMULATOR_INTERVAL = Duration.ofMillis(20);
    static final Duration INTERVAL = Duration.ofMillis(60);
    static final Duration PATIENT = Duration.ofSeconds(10);
    static final DeliverySettings QUICK = new DeliverySettings(
            Duration.ofMillis(30),
            1_000,
            Duration.ofSeconds(60),
            Duration.ofMillis(400),
            Duration.ofMillis(150),
            5_000,
            20);
    static final StoreOptions STORE = new StoreOptions(Duration.ofDays(1), Duration.ofDays(1), 1_000);

    final Vertx vertx = Vertx.vertx();
    final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT.withInterval(SIMULATOR_INTERVAL));
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Store store = openStore();
    InstantSource clock = InstantSource.system();
    LongSupplier nanoTime = System::nanoTime;

    private final Map<String, DeliveryVerticle> verticles = new HashMap<>();
    private final Map<String, String> deployed = new HashMap<>();

    /** An empty store, ready for use. */
    static Store openStore() {
        Store fresh = new MemoryStore(STORE);
        get(fresh.open());
        return fresh;
    }

    void open() {
        get(slack.start());
    }

    void close() {
        get(slack.close());
        get(vertx.close());
    }

    SlackDestination slackAt(String name, String url, Duration answerWithin) {
        return slackAt(name, url, answerWithin, INTERVAL);
    }

    SlackDestination slackAt(String name, String url, Duration answerWithin, Duration interval) {
        return new SlackDestination(
                name, new Pace(url, interval), poster(url, 1, answerWithin), new SlackRenderer(Alerts.PLAIN), clock);
    }

    SlackDestination slack(String name) {
        return slackAt(name, slack.url(), PATIENT);
    }

    WebhookDestination webhook(String name, String url) {
        return new WebhookDestination(
                name,
                new Pace(url, Duration.ZERO),
                poster(url, WebhookDestination.MOST_IN_FLIGHT, PATIENT),
                null,
                null,
                clock);
    }

    private HttpPoster poster(String url, int inFlight, Duration answerWithin) {
        return new HttpPoster(
                vertx, URI.create(url), new AllowedHosts(Set.of("127.0.0.1"), true), inFlight, answerWithin);
    }

    DeliveryVerticle deploy(Destination destination, DeliverySettings settings, String... others) {
        return deploy(destination, settings, Duration.ofSeconds(5), others);
    }

    DeliveryVerticle deploy(
            Destination destination, DeliverySettings settings, Duration stopTimeout, String... others) {
        DeliveryVerticle verticle = new DeliveryVerticle(
                destination,
                settings,
                store,
                clock,
                () -> List.of(others),
                this::tell,
                () -> stopTimeout,
                registry,
                nanoTime);
        verticles.put(destination.name(), verticle);
        deployed.put(destination.name(), get(vertx.deployVerticle(verticle)));
        return verticle;
    }

    void undeploy(String name) {
        get(vertx.undeploy(deployed.remove(name)));
        verticles.remove(name);
    }

    /** Puts alerts into the outbox and tells the verticles of them. */
    void raise(List<Alert> alerts, String... destinations) {
        List<Raise> raises = alerts.stream()
                .map(alert -> new Raise(alert, List.of(), List.of(destinations)))
                .toList();
        Entry entry = new Entry(null, List.of(), List.of(), raises, List.of());
        tell(get(store.commit(new Batch(clock.instant(), List.of(entry)), posted -> List.of()))
                .raised());
    }

    /** As {@link #raise}, from an event loop. */
    void raiseWithoutWaiting(Alert alert, String... destinations) {
        Entry entry = new Entry(
                null, List.of(), List.of(), List.of(new Raise(alert, List.of(), List.of(destinations))), List.of());
        store.commit(new Batch(clock.instant(), List.of(entry)), posted -> List.of())
                .onSuccess(result -> tell(result.raised()));
    }

    void raise(Alert alert, String... destinations) {
        raise(List.of(alert), destinations);
    }

    private void tell(List<Raise> raises) {
        raises.forEach(raise -> raise.destinations().forEach(name -> {
            if (verticles.containsKey(name)) {
                verticles.get(name).raised(1);
            }
        }));
    }

    static Alert alert(String id, Level level) {
        return alert(id, level, "text of " + id);
    }

    static Alert alert(String id, Level level, String message) {
        Instant now = Instant.now();
        return new Alert(id, AlertType.LLM_EXCEPTIONS, level, null, EntityFields.NONE, message, null, now, now);
    }

    static List<Alert> alerts(String prefix, int count, Level level) {
        return IntStream.range(0, count).mapToObj(i -> alert(prefix + i, level)).toList();
    }

    static List<String> ids(List<Alert> alerts) {
        return alerts.stream().map(Alert::id).toList();
    }

    Outbox.Backlog backlog(String destination) {
        return get(store.outbox().backlog(destination, clock.instant()));
    }

    List<View> outbox() {
        return get(store.outbox().list(null, 0, 10_000));
    }

    /** Polls until something is so. */
    void eventually(String what, BooleanSupplier condition) {
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setPeriodic(3, id -> {
            if (condition.getAsBoolean()) {
                promise.tryComplete();
            }
        });
        try {
            get(promise.future());
        } catch (AssertionError e) {
            throw new AssertionError("never came: " + what, e);
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    /** Lets real time pass in which something is not to happen. */
    void pass(Duration time) {
        get(vertx.timer(time.toMillis()));
    }

    /** Until nothing is left to be posted anywhere. */
    void eventuallyAllDelivered(String... destinations) {
        eventually(
                "an empty outbox",
                () -> Arrays.stream(destinations)
                        .allMatch(name -> backlogNow(name).waiting() == 0));
    }

    private Outbox.Backlog backlogNow(String destination) {
        return store.outbox().backlog(destination, clock.instant()).result();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** How many milliseconds lie between arrivals of requests, in order. */
    List<Long> gaps() {
        List<Long> gaps = new ArrayList<>();
        var requests = slack.requests();
        for (int i = 1; i < requests.size(); i++) {
            gaps.add(Duration.between(
                            requests.get(i - 1).arrivedAt(), requests.get(i).arrivedAt())
                    .toMillis());
        }
        return gaps;
    }
}
