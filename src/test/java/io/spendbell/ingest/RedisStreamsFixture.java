package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Intake;
import io.spendbell.alerting.StreamIntake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.embedded.EmbeddedStore;
import io.spendbell.store.standin.StandInStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a real Redis, read by verticles as replicas do it, down to the ledger. */
abstract class RedisStreamsFixture {
    static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofMillis(100));
    static final StreamTimes TIMES = new StreamTimes(
            Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofMillis(800));
    static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);
    static final String STREAM = "spend";
    static final String DEAD = "spend:dead";
    static final String GROUP = "bell";

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final List<Replica> replicas = new ArrayList<>();
    boolean trims = true;
    TestRedis redis;
    Redis producer;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder, "stream-node-max-entries 10");
        producer = Redis.createClient(vertx, redis.uri());
    }

    @AfterEach
    void stop() throws Exception {
        for (Replica replica : replicas) {
            replica.letGo();
            await(vertx.undeploy(replica.streamsId).otherwiseEmpty());
            await(replica.store.close().otherwiseEmpty());
        }
        await(producer.close());
        await(vertx.close());
        redis.close();
    }

    /** A daemon's stages from the stream to the store. */
    final class Replica {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final IntakeBudget budget = new IntakeBudget(2 << 20);
        final Store store;
        final Queue<Promise<Void>> held = new ConcurrentLinkedQueue<>();
        final Queue<Raise> raised = new ConcurrentLinkedQueue<>();
        final AlertingVerticle alerting;
        final AtomicInteger handedOver = new AtomicInteger();
        volatile boolean holds;
        private final String alertingId;
        RedisStreamsVerticle streams;
        private String streamsId = "";

        Replica(Store store) throws Exception {
            this.store = store;
            replicas.add(this);
            await(store.open());
            alerting = new AlertingVerticle(
                    store,
                    TeamRules.neverOver(),
                    AlertIds.timeOrdered(InstantSource.system()),
                    InstantSource.system(),
                    registry,
                    raised::addAll);
            alertingId = await(vertx.deployVerticle(alerting));
        }

        Replica reads() throws Exception {
            return reads(this::handOver);
        }

        Replica reads(StreamIntake intake) throws Exception {
            streams = new RedisStreamsVerticle(
                    RedisConfig.standalone(redis.uri()),
                    new IngestConfig.Streams(List.of(STREAM), GROUP, trims),
                    QUICK,
                    TIMES,
                    store,
                    new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                    intake,
                    budget,
                    registry,
                    InstantSource.system());
            streamsId = await(vertx.deployVerticle(streams));
            return this;
        }

        /** A slow replica decides when it is let. */
        private Future<Intake.Reply> handOver(List<Event> events, List<Receipt> receipts) {
            if (!holds) {
                return alerting.accept(events, receipts);
            }
            Promise<Void> promise = Promise.promise();
            held.add(promise);
            handedOver.addAndGet(events.size());
            return promise.future().compose(let -> alerting.accept(events, receipts));
        }

        void letGo() {
            holds = false;
            held.forEach(Promise::tryComplete);
        }

        void stopReading() throws Exception {
            await(vertx.undeploy(streamsId));
        }

        void close() throws Exception {
            await(vertx.undeploy(alertingId));
            await(store.close());
        }

        double count(String name) {
            return registry.get(name).counter().count();
        }

        double gauge(String name) {
            return registry.get(name).gauge().value();
        }

        long spentDollars() {
            return TeamRules.spentDollars(store);
        }
    }

    Replica onRedis() throws Exception {
        RedisLink link = new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "the store", QUICK);
        return new Replica(new StandInStore(vertx, link, "streams", OPTIONS, InstantSource.system()));
    }

    Replica onFile() throws Exception {
        return new Replica(new EmbeddedStore(folder.resolve("spendbell.db"), false, OPTIONS));
    }

    Response ask(Command command, Object... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return await(producer.send(request));
    }

    String add(String event) throws Exception {
        return ask(Command.XADD, STREAM, "*", "event", event).toString();
    }

    void addSpend(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            add(spend("t" + i % 7, 1));
        }
    }

    static String spend(String team, long dollars) {
        return "{\"event\":\"spend\",\"cost\":" + dollars + ",\"team_id\":\"" + team + "\"}";
    }

    long pending() throws Exception {
        return ask(Command.XPENDING, STREAM, GROUP).get(0).toLong();
    }

    long length(String stream) throws Exception {
        return ask(Command.XLEN, stream).toLong();
    }

    static String spendOf(int bytes) {
        String spend = spend("t", 1);
        return spend.substring(0, spend.length() - 1) + ",\"note\":\"" + "x".repeat(bytes) + "\"}";
    }

    List<String> consumers() {
        try {
            List<String> names = new ArrayList<>();
            ask(Command.XINFO, "CONSUMERS", STREAM, GROUP)
                    .forEach(consumer -> names.add(consumer.get("name").toString()));
            return names;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until something is so, asking again after each timer tick. */
    void until(BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            await(vertx.timer(5));
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
