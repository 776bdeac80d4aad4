package io.spendbell;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.Fault;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.delivery.DeliverySettings;
import io.spendbell.delivery.DeliveryVerticle;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.WithheldDigests;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that are served, one verticle each. Where the configuration changes, those that it leaves as they were are
 * left alone. {@link #raised}, {@link #retry}, {@link #flush} and {@link #names} may be called from any thread; all else is confined to one
 * context.
 */
final class Deliveries {
    private final Vertx vertx;
    private final Stages stages;
    private final Store store;
    private final InstantSource clock;
    private final PrintStream console;
    private final MeterRegistry registry;
    private final Consumer<List<Raise>> notices;
    private final Supplier<Duration> stopTimeout;
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private volatile Set<String> names = Set.of();
    private boolean stopped;

    /** How a destination is served: all that makes one verticle different from another one for the same name. */
    private record Service(
            DestinationConfig destination, Presentation presentation, DeliverySettings settings, boolean hostsListed) {}

    /** A destination's verticle, on its way in or out perhaps. */
    private static final class Served {
        private final Service service;
        private final Renderer renderer;
        private final DeliveryVerticle verticle;
        private final Future<String> deployment;
        private @Nullable Future<Void> ended;

        Served(Service service, Renderer renderer, DeliveryVerticle verticle, Future<String> deployment) {
            this.service = service;
            this.renderer = renderer;
            this.verticle = verticle;
            this.deployment = deployment;
        }

        Future<Void> end(Vertx vertx) {
            Future<Void> ending = ended == null ? deployment.compose(vertx::undeploy) : ended;
            ended = ending;
            return ending;
        }
    }

    /**
     * Destinations of which none is served yet.
     *
     * @param notices is told what destinations have to say of each other, once it is in the outbox
     * @param stopTimeout how long stopping may take, as seen when it begins
     */
    Deliveries(
            Vertx vertx,
            Stages stages,
            Store store,
            InstantSource clock,
            PrintStream console,
            MeterRegistry registry,
            Consumer<List<Raise>> notices,
            Supplier<Duration> stopTimeout) {
        this.vertx = vertx;
        this.stages = stages;
        this.store = store;
        this.clock = clock;
        this.console = console;
        this.registry = registry;
        this.notices = notices;
        this.stopTimeout = stopTimeout;
    }

    /** The names of the destinations that are configured, whether their verticles are ready or not. */
    Set<String> names() {
        return names;
    }

    List<Renderer> renderers() {
        return served.values().stream().map(each -> each.renderer).toList();
    }

    /** The services of another configuration, with the destinations of those that are new or different, which nobody serves yet. */
    record Change(Map<String, Service> wanted, Map<String, Destination> made) {}

    /**
     * Makes what another configuration needs, and changes nothing yet.
     *
     * @throws InvalidConfigurationException if a destination cannot be made
     */
    Change prepare(SpendbellConfig config) {
        DestinationFactory factory =
                new DestinationFactory(vertx, config.delivery(), presentation(config), clock, console);
        Map<String, Service> wanted = services(config);
        Map<String, Destination> made = new HashMap<>();
        wanted.forEach((name, service) -> {
            Served before = served.get(name);
            if (before == null || !before.service.equals(service)) {
                try {
                    made.put(name, factory.make(service.destination()));
                } catch (RuntimeException e) {
                    made.values().forEach(Destination::close);
                    throw unusable(name, e);
                }
            }
        });
        return new Change(wanted, made);
    }

    /** Without the failure's own words, which may hold a URL. */
    private static InvalidConfigurationException unusable(String name, RuntimeException failure) {
        return new InvalidConfigurationException(List.of(new Fault(
                "configuration",
                "spendbell.delivery.destinations." + name,
                failure.getClass().getSimpleName(),
                "a destination that can be made")));
    }

    /**
     * Serves the destinations of a configuration, and no others. Where one is served differently from now on, the posts that
     * are under way are waited for before it goes on, so that none is repeated.
     */
    Future<Void> serve(Change change) {
        Map<String, Service> wanted = change.wanted();
        names = Set.copyOf(wanted.keySet());
        Set<String> all = new TreeSet<>(served.keySet());
        all.addAll(names);
        return Future.join(all.stream()
                        .map(name -> change(
                                served.get(name),
                                wanted.get(name),
                                change.made().get(name)))
                        .toList())
                .mapEmpty();
    }

    private static Map<String, Service> services(SpendbellConfig config) {
        DeliverySettings settings = DeliverySettings.of(
                config.delivery().flushInterval(), config.delivery().batchSize());
        Map<String, Service> services = new LinkedHashMap<>();
        config.delivery()
                .destinations()
                .forEach((name, each) -> services.put(
                        name,
                        new Service(
                                each,
                                presentation(config),
                                settings,
                                config.delivery().hostsListed())));
        return services;
    }

    static Presentation presentation(SpendbellConfig config) {
        return new Presentation(config.environment(), config.publicUrl(), config.proxyUrl(), config.zone());
    }

    private Future<?> change(@Nullable Served before, @Nullable Service wanted, @Nullable Destination made) {
        if (before == null) {
            return start(wanted, made);
        }
        if (before.service.equals(wanted)) {
            return Future.succeededFuture();
        }
        before.verticle.handOver();
        return before.end(vertx).compose(ignored -> {
            served.remove(before.service.destination().name(), before);
            return start(wanted, made);
        });
    }

    private Future<?> start(@Nullable Service service, @Nullable Destination destination) {
        if (service == null || destination == null) {
            return Future.succeededFuture();
        }
        if (stopped) {
            destination.close();
            return Future.failedFuture("destinations: stopped (expected: a running daemon)");
        }
        String name = service.destination().name();
        DeliveryVerticle verticle = new DeliveryVerticle(
                destination,
                service.settings(),
                store,
                clock,
                () -> names.stream().filter(other -> !other.equals(name)).toList(),
                notices,
                stopTimeout,
                registry);
        Served starting = new Served(service, destination.renderer(), verticle, stages.deployAlone(verticle));
        served.put(name, starting);
        return starting.deployment.onFailure(ignored -> served.remove(name, starting));
    }

    /** Delivers what can be delivered in time, and ends. */
    Future<?> stop() {
        stopped = true;
        return Future.join(served.values().stream().map(each -> each.end(vertx)).toList());
    }

    /** Tells each destination of the deliveries that it has got. */
    void raised(List<Raise> raises) {
        Map<String, Integer> counts = new HashMap<>();
        raises.forEach(raise -> raise.destinations().forEach(name -> counts.merge(name, 1, Integer::sum)));
        counts.forEach((name, count) -> {
            Served to = served.get(name);
            if (to != null) {
                to.verticle.raised(count);
            }
        });
    }

    /**
     * Makes deliveries due of one alert, of one destination, or of both, and has the destinations flush for which there are
     * some, or which is named, whatever pause they were to have. The pauses of others are their own.
     *
     * @return how many it were
     */
    Future<Integer> retry(@Nullable String alertId, @Nullable String destination) {
        if (destination != null) {
            return retryTogether(alertId, destination).onSuccess(ignored -> hurry(destination));
        }
        return Future.all(names.stream().map(name -> retryAt(name, alertId)).toList())
                .map(counts -> counts.<Integer>list().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .compose(here -> retryElsewhere(alertId).map(elsewhere -> here + elsewhere));
    }

    private Future<Integer> retryAt(String name, @Nullable String alertId) {
        return retryTogether(alertId, name).onSuccess(count -> {
            if (count > 0) {
                hurry(name);
            }
        });
    }

    /** All of a destination are made due in slices, of which none is to be told as a digest of its own. */
    private Future<Integer> retryTogether(@Nullable String alertId, String name) {
        return alertId == null
                ? new WithheldDigests(vertx, store, clock)
                        .during(name, () -> store.outbox().retry(null, name, clock.instant()))
                : store.outbox().retry(alertId, name, clock.instant());
    }

    /** What is for destinations that are not configured, which are flushed by nobody here. */
    private Future<Integer> retryElsewhere(@Nullable String alertId) {
        return store.outbox().retry(alertId, null, clock.instant());
    }

    private void hurry(String name) {
        Served of = served.get(name);
        if (of != null) {
            of.verticle.hurry();
        }
    }

    /** Has those flush now that are not to have a pause. */
    void flush() {
        served.values().forEach(each -> each.verticle.flush());
    }
}
