package io.spendbell.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alerting.StreamIntake;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.EventDecoder;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.RedisStream;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Events from streams of a Redis: the field {@code event} of an entry holds one. Replicas share the entries, as consumers of one
 * group. An entry is acknowledged in the step in which it takes effect, or, where the store is not in that Redis, after it.
 */
public final class RedisStreamsVerticle extends VerticleBase {
    private final RedisConfig server;
    private final IngestConfig.Streams settings;
    private final RedisLinkOptions options;
    private final StreamTimes times;
    private final Store store;
    private final EventDecoder decoder;
    private final StreamIntake intake;
    private final IntakeBudget budget;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final List<StreamReader> readers = new ArrayList<>();
    private final List<StreamUpkeep> upkeeps = new CopyOnWriteArrayList<>();
    private @Nullable ComplaintLog complaints;

    /**
     * A way in from streams.
     *
     * @param store where the events take effect
     */
    public RedisStreamsVerticle(
            RedisConfig server,
            IngestConfig.Streams settings,
            RedisLinkOptions options,
            StreamTimes times,
            Store store,
            EventDecoder decoder,
            StreamIntake intake,
            IntakeBudget budget,
            MeterRegistry registry,
            InstantSource clock) {
        this.server = server;
        this.settings = settings;
        this.options = options;
        this.times = times;
        this.store = store;
        this.decoder = decoder;
        this.intake = intake;
        this.budget = budget;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Does not wait for a Redis that is away. A store of this process's own knows what it has counted, so that whoever opens it
     * next goes on as the same consumer; replicas that share a store are different ones.
     */
    @Override
    public Future<?> start() {
        String replica = UUID.randomUUID().toString();
        Future<String> consumer = store.acknowledgesEntries() ? Future.succeededFuture(replica) : store.epoch();
        return consumer.onSuccess(name -> open(name, replica));
    }

    private void open(String consumer, String replica) {
        ComplaintLog log = new ComplaintLog(vertx);
        complaints = log;
        Solitude solitude = new Solitude();
        WayMetrics way = new WayMetrics(registry, "redis_stream");
        for (String stream : settings.names()) {
            StreamMetrics metrics = new StreamMetrics(registry, stream);
            StreamReader reader = new StreamReader(
                    vertx,
                    stream,
                    store,
                    budget,
                    times,
                    metrics,
                    log,
                    solitude,
                    listener -> new RedisStream(vertx, server, options, stream, settings.group(), consumer, listener),
                    (source, room) -> new StreamEntries(
                            stream,
                            settings.group(),
                            source,
                            decoder,
                            intake,
                            store,
                            budget,
                            clock,
                            way,
                            metrics,
                            log,
                            room));
            StreamUpkeep upkeep = new StreamUpkeep(
                    vertx, stream, replica, settings.trim(), reader.stream(), store, clock, times, metrics);
            readers.add(reader);
            upkeeps.add(upkeep);
            reader.open();
            upkeep.open();
        }
    }

    /** Whether more than a minute's entries of a stream wait, or may wait for all that is known. May be called from any thread. */
    public boolean isBehind() {
        return upkeeps.isEmpty() || upkeeps.stream().anyMatch(StreamUpkeep::isBehind);
    }

    /** Reads no more, and waits for what was read. */
    @Override
    public Future<?> stop() {
        upkeeps.forEach(StreamUpkeep::close);
        ComplaintLog log = complaints;
        return Future.join(readers.stream().map(StreamReader::close).toList()).onComplete(ignored -> {
            if (log != null) {
                log.close();
            }
        });
    }
}
