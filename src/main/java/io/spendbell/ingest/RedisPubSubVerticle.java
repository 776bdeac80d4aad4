package io.spendbell.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig;
import io.spendbell.event.EventDecoder;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events from channels of a Redis: a message is one event or NDJSON. Of all replicas one reads a channel at a time. It is at
 * most once: what is said while nobody listens, or while as much is under way as may be, is lost, and that is counted.
 */
public final class RedisPubSubVerticle extends VerticleBase {
    private final IngestConfig.Redis settings;
    private final RedisLinkOptions options;
    private final Store store;
    private final EventDecoder decoder;
    private final Intake intake;
    private final IntakeBudget budget;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private @Nullable ChannelMessages messages;
    private List<ChannelReader> readers = List.of();

    /**
     * A way in from channels.
     *
     * @param store where the leases of the channels are
     */
    public RedisPubSubVerticle(
            IngestConfig.Redis settings,
            RedisLinkOptions options,
            Store store,
            EventDecoder decoder,
            Intake intake,
            IntakeBudget budget,
            MeterRegistry registry,
            InstantSource clock) {
        this.settings = settings;
        this.options = options;
        this.store = store;
        this.decoder = decoder;
        this.intake = intake;
        this.budget = budget;
        this.registry = registry;
        this.clock = clock;
    }

    /** Succeeds at once: a Redis that is away is waited for. */
    @Override
    public Future<?> start() {
        String owner = UUID.randomUUID().toString();
        ChannelMessages taker =
                new ChannelMessages(vertx, decoder, intake, budget, new WayMetrics(registry, "redis"), clock);
        messages = taker;
        readers = settings.channels().stream()
                .map(channel -> new ChannelReader(
                        vertx,
                        settings.server(),
                        options,
                        channel,
                        owner,
                        store,
                        clock,
                        new ChannelMetrics(registry, channel),
                        message -> taker.take(channel, message)))
                .toList();
        readers.forEach(ChannelReader::open);
        return Future.succeededFuture();
    }

    /** Lets other replicas take over, and waits for what was taken in. */
    @Override
    public Future<?> stop() {
        ChannelMessages taker = messages;
        return Future.join(readers.stream().map(ChannelReader::close).toList())
                .eventually(() -> taker == null ? Future.succeededFuture() : taker.finish());
    }
}
