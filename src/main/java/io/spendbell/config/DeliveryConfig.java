package io.spendbell.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How alerts get to where they go.
 *
 * @param flushInterval the time between flushes
 * @param batchSize a flush begins as soon as this many alerts wait
 * @param destinations every destination by its name: those of the file, and those that {@code alerting} and
 *     {@code alert_to_webhook_url} make
 * @param allowedHosts the hosts that may be posted to, in lower case, without port, brackets or a dot at the end
 * @param hostsListed whether {@code allowed_hosts} says so itself; only then may a host lead to a loopback, link-local or
 *     private address
 * @param routes asked in this order
 * @param defaultRoute for alerts that no route takes
 * @param consoleForWantOfOthers whether the only destination is the console, because the file configures none
 */
public record DeliveryConfig(
        Duration flushInterval,
        int batchSize,
        Map<String, DestinationConfig> destinations,
        Set<String> allowedHosts,
        boolean hostsListed,
        List<Route> routes,
        DefaultRoute defaultRoute,
        boolean consoleForWantOfOthers) {
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofSeconds(10);
    public static final int DEFAULT_BATCH_SIZE = 100;

    static final Bounds FLUSH_INTERVAL = Bounds.decimal("0.001", "3600");
    static final Bounds BATCH_SIZE = Bounds.whole(1, 10_000);

    public DeliveryConfig {
        FLUSH_INTERVAL.checked("flush_interval", flushInterval);
        BATCH_SIZE.checked("batch_size", batchSize);
        destinations = Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
        allowedHosts = Set.copyOf(allowedHosts);
        routes = List.copyOf(routes);
        for (String name : namesIn(routes, defaultRoute)) {
            if (!destinations.containsKey(name)) {
                throw new IllegalArgumentException("destinations: no " + name + " (expected: every name that is used)");
            }
        }
    }

    private static List<String> namesIn(List<Route> routes, DefaultRoute defaultRoute) {
        return Stream.of(
                        routes.stream().flatMap(route -> route.to().stream()),
                        defaultRoute.to().stream(),
                        defaultRoute.exceptions().values().stream().flatMap(List::stream))
                .flatMap(names -> names)
                .toList();
    }
}
