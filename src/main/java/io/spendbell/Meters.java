package io.spendbell;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/** What is counted and measured: for {@code GET /metrics}, and in a host's registry where it gave one. Safe for use from any thread. */
final class Meters {
    private final PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRegistry all;

    Meters(@Nullable MeterRegistry hosts) {
        this.all = hosts == null ? scraped : new CompositeMeterRegistry();
        if (all instanceof CompositeMeterRegistry both) {
            both.add(scraped);
            both.add(hosts);
        }
    }

    /** Where all is registered. */
    MeterRegistry registry() {
        return all;
    }

    /** What {@code GET /metrics} shows. */
    PrometheusMeterRegistry scraped() {
        return scraped;
    }

    /** Takes out of the host's registry what was registered here, so that the next one finds room for its own. */
    void takeOut() {
        all.clear();
    }
}
