package io.spendbell.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.store.Outbox.Backlog;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of one destination. Safe for use from any thread. */
final class DeliveryMetrics {
    private final MeterRegistry registry;
    private final String destination;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private final Counter delivered;

    DeliveryMetrics(MeterRegistry registry, String destination) {
        this.registry = registry;
        this.destination = destination;
        gauge("spendbell.deliveries.waiting", "Alerts that wait to be posted", waiting);
        gauge("spendbell.deliveries.parked", "Alerts that wait for a person, because they were refused", parked);
        gauge("spendbell.destination.down", "1 while the destination takes no message until a person has acted", down);
        delivered = Counter.builder("spendbell.deliveries.delivered")
                .description("Alerts that the destination accepted")
                .tag("destination", destination)
                .register(registry);
    }

    /** A destination that was served before has gauges, which would go on showing what they showed then. */
    private void gauge(String name, String description, AtomicLong value) {
        registry.find(name).tag("destination", destination).gauges().forEach(registry::remove);
        Gauge.builder(name, value, AtomicLong::get)
                .description(description)
                .tag("destination", destination)
                .register(registry);
    }

    void countPost(Answer answer) {
        Counter.builder("spendbell.posts")
                .description("Posts, by what became of them")
                .tag("destination", destination)
                .tag("outcome", answer.label())
                .register(registry)
                .increment();
    }

    void countDelivered(int alerts) {
        delivered.increment(alerts);
    }

    void show(Backlog backlog) {
        waiting.set(backlog.waiting());
        parked.set(backlog.parked());
    }

    void showDown(boolean isDown) {
        down.set(isDown ? 1 : 0);
    }
}
