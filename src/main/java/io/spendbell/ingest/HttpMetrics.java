package io.spendbell.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the HTTP way in counts. Safe for use from any thread. */
public final class HttpMetrics {
    private final WayMetrics events;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Counter toldByCalls;

    public HttpMetrics(MeterRegistry registry) {
        events = new WayMetrics(registry, "http");
        toldByCalls = Counter.builder("spendbell.slack.messages.told.by.calls")
                .description("Slack messages that were left out because LiteLLM's calls tell the same")
                .register(registry);
        for (Refusal reason : Refusal.values()) {
            refused.put(
                    reason,
                    Counter.builder("spendbell.requests.refused")
                            .description(
                                    "Requests with events that were refused as a whole, or after a part of their body")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    WayMetrics events() {
        return events;
    }

    void countToldByCalls() {
        toldByCalls.increment();
    }

    void countRefused(Refusal reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
