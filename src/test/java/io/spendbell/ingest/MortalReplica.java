package io.spendbell.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.StreamIntake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A daemon's stages from a stream to its store, which can be cut off from the stream for good, as if its process had ended. */
final class MortalReplica {
    static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofMillis(100));
    private static final StreamTimes TIMES = new StreamTimes(
            Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofSeconds(60));

    /** With which one that lives is heard of in time, though the machine pauses. */
    private static final StreamTimes PATIENT_TIMES =
            new StreamTimes(TIMES.tick(), Duration.ofSeconds(2), TIMES.tidied(), TIMES.forgotten());

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Store store;
    private final Vertx vertx;
    private final AlertingVerticle alerting;
    private final String alertingId;
    private final NetServer door;
    private final NetClient client;
    private final ConcurrentLinkedQueue<NetSocket> sockets = new ConcurrentLinkedQueue<>();
    private StreamTimes times = TIMES;
    private RedisLinkOptions link = QUICK;
    private volatile boolean dead;
    private String streamsId = "";

    MortalReplica(Vertx vertx, Store store, int redisPort) throws Exception {
        this.vertx = vertx;
        this.store = store;
        await(store.open());
        alerting = new AlertingVerticle(
                store,
                TeamRules.neverOver(),
                AlertIds.timeOrdered(InstantSource.system()),
                InstantSource.system(),
                registry,
                raises -> {});
        alertingId = await(vertx.deployVerticle(alerting));
        client = vertx.createNetClient();
        door = await(vertx.createNetServer()
                .connectHandler(socket -> pass(socket, redisPort))
                .listen(0, "127.0.0.1"));
    }

    private void pass(NetSocket here, int redisPort) {
        here.pause();
        sockets.add(here);
        if (dead) {
            here.close();
            return;
        }
        client.connect(redisPort, "127.0.0.1").onSuccess(there -> {
            here.handler(there::write);
            there.handler(here::write);
            here.closeHandler(ignored -> there.close());
            there.closeHandler(ignored -> here.close());
            here.resume();
        });
    }

    /** One that is not taken for dead before two seconds have passed without a word of it, nor its connection for lost. */
    MortalReplica patient() {
        times = PATIENT_TIMES;
        link = RedisLinkOptions.STANDARD;
        return this;
    }

    /** Reads streams, and hands what it has read to an intake. */
    MortalReplica reads(StreamIntake intake, String group, String... streams) throws Exception {
        RedisStreamsVerticle verticle = new RedisStreamsVerticle(
                RedisConfig.standalone("redis://127.0.0.1:" + door.actualPort()),
                new IngestConfig.Streams(List.of(streams), group, true),
                link,
                times,
                store,
                new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                intake,
                new IntakeBudget(2 << 20),
                registry,
                InstantSource.system());
        streamsId = await(vertx.deployVerticle(verticle));
        return this;
    }

    StreamIntake alerting() {
        return (events, receipts) -> dead ? Future.failedFuture("dead") : alerting.accept(events, receipts);
    }

    /** Reaches the stream no more: the door closes only after a while, in which nobody comes through. */
    void die() {
        dead = true;
        door.close();
        sockets.forEach(NetSocket::close);
    }

    boolean isDead() {
        return dead;
    }

    /** Lets go of everything; in good order where it is not dead. */
    void close() throws Exception {
        await(vertx.undeploy(streamsId));
        await(vertx.undeploy(alertingId));
        await(store.close());
        await(door.close().otherwiseEmpty());
        await(client.close());
    }

    double count(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    long spentDollars() {
        return TeamRules.spentDollars(store);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
