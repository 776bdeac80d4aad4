package io.spendbell;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.alerting.Intake;
import io.spendbell.alerting.StreamIntake;
import io.spendbell.config.IngestConfig;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.ingest.EventBusIngestVerticle;
import io.spendbell.ingest.HttpIngest;
import io.spendbell.ingest.HttpLimits;
import io.spendbell.ingest.HttpMetrics;
import io.spendbell.ingest.IngestMetrics;
import io.spendbell.ingest.IntakeBudget;
import io.spendbell.ingest.Patience;
import io.spendbell.ingest.RedisPubSubVerticle;
import io.spendbell.ingest.RedisStreamsVerticle;
import io.spendbell.ingest.StreamTimes;
import io.spendbell.ingest.TcpIngest;
import io.spendbell.ingest.TcpIngestVerticle;
import io.spendbell.ingest.WayMetrics;
import io.spendbell.ingest.spool.Spool;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.store.Store;
import io.spendbell.web.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that events come in by, started one after the other once somebody decides about them. Confined to one context. */
final class WaysIn {
    private static final Logger LOG = LoggerFactory.getLogger(WaysIn.class);
    private static final long INTAKE_BYTES = 2L << 20;

    private final Vertx vertx;
    private final Stages stages;
    private final IngestConfig config;
    private final EventVocabulary vocabulary;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final IntakeBudget budget = new IntakeBudget(INTAKE_BYTES);
    private final HeardFeeds heard = new HeardFeeds();
    private @Nullable TcpIngestVerticle tcp;
    private @Nullable HttpIngest http;
    private volatile @Nullable Spool spool;
    private volatile @Nullable RedisStreamsVerticle streams;

    WaysIn(
            Vertx vertx,
            Stages stages,
            IngestConfig config,
            EventVocabulary vocabulary,
            MeterRegistry registry,
            InstantSource clock) {
        this.vertx = vertx;
        this.stages = stages;
        this.config = config;
        this.vocabulary = vocabulary;
        this.registry = registry;
        this.clock = clock;
    }

    /** What was spooled is handed on once all else is ready, and kept open until all of it that was taken is committed. */
    Future<Void> openSpool(Store store, Readiness readiness) {
        IngestConfig.Http settings = config.http();
        IngestConfig.Spool wanted = settings == null ? null : settings.spool();
        if (wanted == null) {
            return Future.succeededFuture();
        }
        Spool opening = new Spool(vertx, wanted.path(), wanted.maxBytes(), store::fault, registry);
        return opening.open()
                .onSuccess(ignored -> {
                    spool = opening;
                    readiness.watch("spool", opening::fault);
                    stages.add("the spool", opening::close);
                })
                .recover(failure -> {
                    if (wanted.isAsked()) {
                        return Future.failedFuture(failure);
                    }
                    LOG.warn(
                            "There is no spool: what LiteLLM sends while Redis is away is refused after a while, and"
                                    + " it sends nothing twice; give it a folder as spendbell.ingest.http.spool.path: {}",
                            failure.getMessage());
                    return Future.succeededFuture();
                });
    }

    /** Tells whether TCP could listen, before the store is touched. */
    Future<Void> rehearse() {
        return TcpIngestVerticle.rehearse(vertx, config.tcp());
    }

    /** The intake over HTTP, which takes nothing before {@link #start}. */
    HttpIngest http(IngestConfig.Http settings) {
        HttpIngest intake = new HttpIngest(
                vertx,
                settings,
                vocabulary,
                budget,
                new HttpMetrics(registry),
                heard,
                clock,
                HttpLimits.STANDARD,
                spool);
        http = intake;
        return intake;
    }

    Future<Void> start(Store store, AlertingVerticle deciding) {
        return startEventBus(deciding)
                .compose(ignored -> startChannels(store, deciding))
                .compose(ignored -> startStreams(store, deciding))
                .compose(ignored -> startTcp(deciding))
                .onSuccess(ignored -> openHttp(deciding));
    }

    /** The port of the TCP intake; 0 where it is off or not listening yet. */
    int tcpPort() {
        return tcp == null ? 0 : tcp.port();
    }

    /** When each feed was heard last. */
    HeardFeeds heard() {
        return heard;
    }

    /** Whether events that came a while ago wait in a stream or on disk. May be called from any thread. */
    boolean isBehind() {
        Spool onDisk = spool;
        RedisStreamsVerticle read = streams;
        return (onDisk != null && onDisk.hasWaiting()) || (read != null && read.isBehind());
    }

    private Future<Void> startEventBus(Intake intake) {
        EventBusIngestVerticle verticle = new EventBusIngestVerticle(
                config.eventBus().address(),
                new EventDecoder(vocabulary),
                intake,
                budget,
                new WayMetrics(registry, "event_bus"),
                clock);
        return stages.deploy("the event bus", () -> verticle, 1);
    }

    private Future<Void> startChannels(Store store, Intake intake) {
        IngestConfig.Redis settings = config.redis();
        if (settings == null || settings.channels().isEmpty()) {
            return Future.succeededFuture();
        }
        RedisPubSubVerticle verticle = new RedisPubSubVerticle(
                settings,
                RedisLinkOptions.STANDARD,
                store,
                new EventDecoder(vocabulary),
                intake,
                budget,
                registry,
                clock);
        return stages.deploy("the channels", () -> verticle, 1);
    }

    private Future<Void> startStreams(Store store, StreamIntake intake) {
        IngestConfig.Redis settings = config.redis();
        if (settings == null || settings.streams() == null) {
            return Future.succeededFuture();
        }
        RedisStreamsVerticle verticle = new RedisStreamsVerticle(
                settings.server(),
                settings.streams(),
                RedisLinkOptions.STANDARD,
                StreamTimes.STANDARD,
                store,
                new EventDecoder(vocabulary),
                intake,
                budget,
                registry,
                clock);
        streams = verticle;
        return stages.deploy("the streams", () -> verticle, 1);
    }

    private Future<Void> startTcp(Intake intake) {
        IngestConfig.Tcp settings = config.tcp();
        if (settings == null) {
            return Future.succeededFuture();
        }
        TcpIngest shared = new TcpIngest(
                settings,
                () -> new EventDecoder(vocabulary),
                intake,
                budget,
                new IngestMetrics(registry, budget),
                clock,
                Patience.STANDARD);
        return stages.deploy(
                        "TCP",
                        () -> {
                            TcpIngestVerticle verticle = new TcpIngestVerticle(shared);
                            tcp = verticle;
                            return verticle;
                        },
                        Runtime.getRuntime().availableProcessors())
                .onSuccess(ignored -> LOG.info("TCP intake listens on {}:{}", settings.host(), tcpPort()));
    }

    private void openHttp(Intake deciding) {
        HttpIngest intake = http;
        if (intake != null) {
            intake.open(deciding);
            stages.add("HTTP intake", intake::close);
        }
    }
}
