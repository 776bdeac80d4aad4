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
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Ledger;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a real Redis, read by verticles as replicas do it, down to the ledger. */
class RedisStreamsIT {
    private static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofMillis(100));
    private static final StreamTimes TIMES = new StreamTimes(
            Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(100), Duration.ofMillis(800));
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);
    private static final String STREAM = "spend";
    private static final String DEAD = "spend:dead";
    private static final String GROUP = "bell";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<Replica> replicas = new ArrayList<>();
    private boolean trims = true;
    private TestRedis redis;
    private Redis producer;

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
    private final class Replica {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final IntakeBudget budget = new IntakeBudget(2 << 20);
        final Store store;
        final Queue<Promise<Void>> held = new ConcurrentLinkedQueue<>();
        final Queue<Raise> raised = new ConcurrentLinkedQueue<>();
        final AlertingVerticle alerting;
        final AtomicInteger handedOver = new AtomicInteger();
        volatile boolean holds;
        private final String alertingId;
        private RedisStreamsVerticle streams;
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
            try {
                return await(store.ledger().balances("teams", null, 1_000)).stream()
                                .map(Ledger.Balance::spent)
                                .mapToLong(Usd::nanos)
                                .sum()
                        / Usd.ofDollars(1).nanos();
            } catch (Exception e) {
                return -1;
            }
        }
    }

    private Replica onRedis() throws Exception {
        RedisLink link = new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "the store", QUICK);
        return new Replica(new StandInStore(vertx, link, "streams", OPTIONS, InstantSource.system()));
    }

    private Replica onFile() throws Exception {
        return new Replica(new EmbeddedStore(folder.resolve("spendbell.db"), false, OPTIONS));
    }

    private Response ask(Command command, Object... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return await(producer.send(request));
    }

    private String add(String event) throws Exception {
        return ask(Command.XADD, STREAM, "*", "event", event).toString();
    }

    private void addSpend(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            add(spend("t" + i % 7, 1));
        }
    }

    private static String spend(String team, long dollars) {
        return "{\"event\":\"spend\",\"cost\":" + dollars + ",\"team_id\":\"" + team + "\"}";
    }

    private long pending() throws Exception {
        return ask(Command.XPENDING, STREAM, GROUP).get(0).toLong();
    }

    private long length(String stream) throws Exception {
        return ask(Command.XLEN, stream).toLong();
    }

    @Test
    void what_was_added_before_and_while_it_runs_is_counted_and_acknowledged() throws Exception {
        addSpend(300);
        Replica replica = onRedis().reads();
        addSpend(200);

        until(() -> replica.spentDollars() == 500);
        until(() -> replica.count("spendbell.events.accepted") == 500);
        assertThat(pending()).isZero();
        assertThat(replica.budget.bytesUnderWay()).isZero();
        assertThat(replica.gauge("spendbell.stream.read")).isEqualTo(1);
    }

    @Test
    void small_entries_among_such_as_are_far_too_long_are_counted_and_those_are_parked() throws Exception {
        for (int i = 0; i < 32; i++) {
            addSpend(1);
            add(spendOf(4_000_000));
        }
        Replica replica = onRedis().reads();

        until(() -> replica.spentDollars() == 32);
        until(() -> replica.count("spendbell.stream.parked") == 32);
        assertThat(length(DEAD)).isEqualTo(32);
        assertThat(pending()).isZero();
        assertThat(replica.count("spendbell.events.accepted")).isEqualTo(32);
        assertThat(ask(Command.XRANGE, DEAD, "-", "+", "COUNT", 1)
                        .get(0)
                        .get(1)
                        .get(1)
                        .toString())
                .startsWith("event: longer than allowed");
    }

    @Test
    void entries_that_are_large_are_read_a_few_at_a_time_and_all_counted() throws Exception {
        for (int i = 0; i < 30; i++) {
            add(spendOf(i % 3 == 0 ? 100 : 700_000));
        }
        Replica replica = onRedis();
        AtomicInteger mostTogether = new AtomicInteger();
        replica.reads((events, receipts) -> {
            mostTogether.accumulateAndGet(events.size(), Math::max);
            return replica.alerting.accept(events, receipts);
        });

        until(() -> replica.spentDollars() == 30);
        until(() -> replica.count("spendbell.events.accepted") == 30);
        assertThat(pending()).isZero();
        assertThat(mostTogether.get()).isBetween(1, 4);
    }

    private static String spendOf(int bytes) {
        String spend = spend("t", 1);
        return spend.substring(0, spend.length() - 1) + ",\"note\":\"" + "x".repeat(bytes) + "\"}";
    }

    @Test
    void a_replica_is_behind_until_no_entries_of_more_than_a_minute_wait_to_be_handed_out() throws Exception {
        // Given more than may be under way, added over twenty minutes
        for (int second = 1; second <= 1_200; second++) {
            ask(Command.XADD, STREAM, second + "000-1", "event", spend("t", 1));
        }
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        assertThat(replica.streams.isBehind()).as("nothing is known yet").isTrue();

        // When
        until(() -> replica.gauge("spendbell.stream.behind") == 200);

        // Then
        assertThat(replica.streams.isBehind()).isTrue();
        replica.letGo();
        until(() -> !replica.streams.isBehind());
        until(() -> replica.spentDollars() == 1_200);
    }

    @Test
    void a_repeated_id_counts_once_and_is_acknowledged() throws Exception {
        Replica replica = onRedis().reads();
        add("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"id\":\"call-1\"}");
        add("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"id\":\"call-1\"}");

        until(() -> replica.count("spendbell.events.accepted") == 2);
        assertThat(replica.spentDollars()).isEqualTo(1);
        assertThat(pending()).isZero();
    }

    @Test
    void two_replicas_share_a_stream() throws Exception {
        Replica one = onRedis();
        Replica other = onRedis();
        one.reads();
        other.reads();
        until(() -> one.gauge("spendbell.stream.read") == 1 && other.gauge("spendbell.stream.read") == 1);

        addSpend(1_000);

        until(() -> one.spentDollars() == 1_000);
        until(() -> one.count("spendbell.events.accepted") + other.count("spendbell.events.accepted") == 1_000);
        assertThat(one.count("spendbell.events.accepted")).isPositive();
        assertThat(other.count("spendbell.events.accepted")).isPositive();
        assertThat(pending()).isZero();
    }

    @Test
    void an_entry_that_a_slow_consumer_has_and_another_one_claims_counts_once() throws Exception {
        Replica slow = onRedis();
        slow.holds = true;
        slow.reads();
        addSpend(5);
        until(() -> !slow.held.isEmpty());
        Replica claiming = onRedis().reads();

        until(() -> claiming.spentDollars() == 5);
        slow.letGo();
        until(() -> slow.count("spendbell.events.accepted") == 5);

        assertThat(slow.count("spendbell.events.duplicate")).isEqualTo(5);
        assertThat(claiming.count("spendbell.stream.claimed")).isEqualTo(5);
        assertThat(claiming.spentDollars()).isEqualTo(5);
        assertThat(pending()).isZero();
    }

    @Test
    void what_the_dead_have_left_is_claimed_and_they_are_forgotten() throws Exception {
        addSpend(20);
        ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0");
        ask(Command.XREADGROUP, "GROUP", GROUP, "dead", "COUNT", "20", "STREAMS", STREAM, ">");

        Replica replica = onRedis().reads();

        until(() -> replica.spentDollars() == 20);
        until(() -> consumers().stream().noneMatch("dead"::equals));
        assertThat(pending()).isZero();
    }

    private List<String> consumers() {
        try {
            List<String> names = new ArrayList<>();
            ask(Command.XINFO, "CONSUMERS", STREAM, GROUP)
                    .forEach(consumer -> names.add(consumer.get("name").toString()));
            return names;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_consumer_that_stops_leaves_nothing_behind() throws Exception {
        Replica replica = onRedis().reads();
        addSpend(3);
        until(() -> replica.spentDollars() == 3);
        assertThat(consumers()).hasSize(1);

        replica.stopReading();

        assertThat(consumers()).isEmpty();
    }

    @Test
    void what_is_no_event_is_moved_to_the_dead_letters_with_its_reason() throws Exception {
        Replica replica = onRedis().reads();
        String nonsense = add("nonsense");
        add(spend("t", 1) + "\n" + spend("t", 1));
        add("{\"event\":\"spend\",\"team_id\":\"t\"}");
        add("{\"event\":\"sync\",\"id\":\"x\"}");
        add(" ".repeat(1 << 20) + spend("t", 1));
        ask(Command.XADD, STREAM, "*", "other", "field");
        add(spend("t", 1) + "\n");

        until(() -> replica.count("spendbell.events.rejected") == 6);
        until(() -> replica.spentDollars() == 1);
        assertThat(pending()).isZero();
        Response letters = ask(Command.XRANGE, DEAD, "-", "+");
        List<String> reasons = new ArrayList<>();
        letters.forEach(letter -> reasons.add(letter.get(1).get(1).toString()));
        assertThat(reasons)
                .hasSize(6)
                .anyMatch(reason -> reason.startsWith("cost: "))
                .anyMatch(reason -> reason.startsWith("event: sync"))
                .anyMatch(reason -> reason.startsWith("event: missing"))
                .anyMatch(reason -> reason.startsWith("event: longer than allowed"));
        Response first = letters.get(0).get(1);
        assertThat(List.of(
                        first.get(3).toString(),
                        first.get(4).toString(),
                        first.get(5).toString()))
                .containsExactly(nonsense, "event", "nonsense");
        letters.forEach(letter -> assertThat(letter.toString().length()).isLessThan(70_000));
        assertThat(replica.count("spendbell.stream.parked")).isEqualTo(6);
    }

    @Test
    void what_would_leave_the_range_of_money_is_moved_to_the_dead_letters_too() throws Exception {
        Replica replica = onRedis().reads();
        add(spend("t", 4_000_000_000L));
        add(spend("t", 4_000_000_000L));
        add(spend("t", 4_000_000_000L));
        add(spend("u", 1));

        until(() -> replica.spentDollars() == 8_000_000_001L);
        until(() -> replica.count("spendbell.events.rejected") == 1);
        assertThat(pending()).isZero();
        assertThat(length(DEAD)).isEqualTo(1);
    }

    @Test
    void dead_letters_are_bounded() throws Exception {
        Replica replica = onRedis().reads();
        for (int i = 0; i < 1_200; i++) {
            add("nonsense");
        }

        until(() -> replica.count("spendbell.events.rejected") == 1_200);
        assertThat(length(DEAD)).isBetween(1_000L, 1_020L);
    }

    @Test
    void goes_on_by_itself_when_redis_was_killed_and_is_back() throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        addSpend(10);
        until(() -> !replica.held.isEmpty());

        redis.kill();
        until(() -> replica.gauge("spendbell.stream.read") == 0);
        replica.letGo();
        until(() -> replica.alerting.fault() != null);
        redis.startAgain();

        until(() -> replica.spentDollars() == 10);
        addSpend(10);
        until(() -> replica.spentDollars() == 20);
        until(() -> replica.count("spendbell.events.accepted") == 20);
        assertThat(pending()).isZero();
    }

    @Test
    void what_was_decided_while_redis_was_away_rings_once_counts_once_and_is_acknowledged_when_it_is_back()
            throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        addSpend(10);
        add("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":"
                + "{\"token\":\"k\",\"event_group\":\"key\",\"spend\":12,\"max_budget\":10}}");
        until(() -> replica.handedOver.get() == 11);
        redis.kill();
        until(() -> replica.store.fault() != null);
        replica.letGo();
        until(() -> replica.raised.size() == 1);
        redis.startAgain();

        until(() -> replica.count("spendbell.events.accepted") == 11);
        assertThat(replica.spentDollars()).isEqualTo(10);
        assertThat(pending()).isZero();
        assertThat(replica.raised).hasSize(1);
        assertThat(await(replica.store.alerts(0, 10)))
                .containsExactly(replica.raised.element().alert());
    }

    @Test
    void a_stream_that_was_deleted_is_made_again() throws Exception {
        Replica replica = onRedis().reads();
        addSpend(3);
        until(() -> replica.spentDollars() == 3);

        ask(Command.DEL, STREAM);
        addSpend(4);

        until(() -> replica.spentDollars() == 7);
    }

    @Test
    void reads_no_more_than_may_be_under_way() throws Exception {
        Replica replica = onRedis();
        replica.holds = true;
        replica.reads();
        for (int i = 0; i < 80; i++) {
            add(spend("t", 1) + " ".repeat(100_000));
        }
        until(() -> replica.budget.isExhausted());

        long handedOut = pending();
        until(() -> replica.gauge("spendbell.stream.pending") == handedOut);
        assertThat(pending()).isEqualTo(handedOut).isLessThan(80);
        replica.letGo();
        until(() -> replica.spentDollars() == 80);
    }

    @Test
    void only_what_every_group_has_acknowledged_is_taken_off() throws Exception {
        ask(Command.XGROUP, "CREATE", STREAM, "others", "0", "MKSTREAM");
        addSpend(300);
        ask(Command.XREADGROUP, "GROUP", "others", "slow", "COUNT", "150", "STREAMS", STREAM, ">");
        Response read = ask(Command.XRANGE, STREAM, "-", "+", "COUNT", "150");
        for (int i = 0; i < 100; i++) {
            ask(Command.XACK, STREAM, "others", read.get(i).get(0));
        }
        Replica replica = onRedis().reads();
        until(() -> replica.spentDollars() == 300);

        until(() -> replica.count("spendbell.stream.trimmed") == 100);
        assertThat(length(STREAM)).isEqualTo(200);
        for (int i = 100; i < 150; i++) {
            ask(Command.XACK, STREAM, "others", read.get(i).get(0));
        }
        until(() -> replica.count("spendbell.stream.trimmed") == 140);
        assertThat(ask(Command.XREADGROUP, "GROUP", "others", "slow", "COUNT", "1000", "STREAMS", STREAM, ">")
                        .get(STREAM)
                        .size())
                .as("what the other group was not handed yet")
                .isEqualTo(150);
    }

    @Test
    void nothing_is_taken_off_where_that_is_not_wanted() throws Exception {
        trims = false;
        addSpend(100);
        ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0");
        ask(Command.XGROUP, "CREATECONSUMER", STREAM, GROUP, "dead");
        Replica replica = onRedis().reads();
        until(() -> replica.spentDollars() == 100);

        until(() -> consumers().stream().noneMatch("dead"::equals));

        assertThat(length(STREAM)).isEqualTo(100);
    }

    @Test
    void with_a_store_of_its_own_what_was_counted_but_not_acknowledged_counts_once_over_a_restart() throws Exception {
        Replica before = onFile();
        before.reads((events, receipts) -> before.alerting
                .accept(events, receipts)
                .compose(reply -> Future.failedFuture("it was killed before the acknowledgement")));
        addSpend(30);
        until(() -> before.spentDollars() == 30);
        before.stopReading();
        assertThat(pending()).isEqualTo(30);
        before.close();

        Replica after = onFile().reads();
        addSpend(1);

        until(() -> after.count("spendbell.events.accepted") == 31);
        assertThat(after.spentDollars()).isEqualTo(31);
        assertThat(after.count("spendbell.events.duplicate")).isEqualTo(30);
        assertThat(pending()).isZero();
    }

    @Test
    void waits_for_a_server_that_is_not_there_yet() throws Exception {
        redis.kill();
        Replica replica = onFile().reads();
        redis.startAgain();

        addSpend(2);

        until(() -> replica.spentDollars() == 2);
    }

    /** Waits until something is so, asking again after each timer tick. */
    private void until(BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            await(vertx.timer(5));
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
