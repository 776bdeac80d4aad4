package io.spendbell.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How well one channel of a Redis is heard by this replica. Safe for use from any thread. */
final class ChannelMetrics {
    private final AtomicInteger heard = new AtomicInteger();
    private final Counter deafSeconds;

    ChannelMetrics(MeterRegistry registry, String channel) {
        Gauge.builder("spendbell.channel.heard", heard, AtomicInteger::get)
                .description("1 where this replica hears the channel; of all replicas one does")
                .tag("channel", channel)
                .register(registry);
        deafSeconds = Counter.builder("spendbell.channel.deaf")
                .description(
                        "For how long at most nobody heard the channel before this replica did, or left it; its messages are lost")
                .baseUnit("seconds")
                .tag("channel", channel)
                .register(registry);
    }

    void heard(boolean now) {
        heard.set(now ? 1 : 0);
    }

    void countDeaf(Duration time) {
        deafSeconds.increment(time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
