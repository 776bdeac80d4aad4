package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.StreamIntake;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.TestRedis;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries of a stream that end whoever takes them up, and such as look like it, with a real Redis. */
class PoisonEntriesIT {
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);
    private static final String STREAM = "spend";
    private static final String DEAD = "spend:dead";
    private static final String GROUP = "bell";
    private static final int MOST_LIVES = 10;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<MortalReplica> replicas = new ArrayList<>();
    private TestRedis redis;
    private Redis producer;

    /** Where what was counted is kept: replicas share one, or each process goes on with a file. */
    enum Kind {
        REDIS,
        FILE
    }

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start("dir " + folder, "stream-node-max-entries 10");
        producer = Redis.createClient(vertx, redis.uri());
    }

    @AfterEach
    void stop() throws Exception {
        for (MortalReplica replica : replicas) {
            replica.close();
        }
        await(producer.close());
        await(vertx.close());
        redis.close();
    }

    private MortalReplica replica(Kind kind) throws Exception {
        MortalReplica replica = new MortalReplica(vertx, store(kind), redis.port());
        replicas.add(replica);
        return replica;
    }

    private Store store(Kind kind) {
        if (kind == Kind.FILE) {
            return new EmbeddedStore(folder.resolve("spendbell.db"), false, OPTIONS);
        }
        RedisLink link = new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "the store", MortalReplica.QUICK);
        return new StandInStore(vertx, link, "poison", OPTIONS, InstantSource.system());
    }

    private void end(MortalReplica replica) throws Exception {
        replicas.remove(replica);
        replica.close();
    }

    private Response ask(Command command, Object... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return await(producer.send(request));
    }

    private String add(String stream, String team) throws Exception {
        return ask(Command.XADD, stream, "*", "event", spend(team)).toString();
    }

    private static String spend(String team) {
        return "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"" + team + "\"}";
    }

    private boolean allAcknowledged(String stream) {
        try {
            return ask(Command.XPENDING, stream, GROUP).get(0).toLong() == 0;
        } catch (Exception e) {
            return false;
        }
    }

    private long dead() {
        try {
            return ask(Command.XLEN, DEAD).toLong();
        } catch (Exception e) {
            return -1;
        }
    }

    private static boolean isMarked(Event event) {
        return event instanceof SpendEvent spend
                && "marked".equals(spend.fields().byName("team_id"));
    }

    /** What ends the replica before anything of a batch has an effect, if the marked event is in it. */
    private static StreamIntake endingOnMarked(MortalReplica replica) {
        return (events, receipts) -> {
            if (events.stream().anyMatch(PoisonEntriesIT::isMarked)) {
                replica.die();
            }
            return replica.alerting().accept(events, receipts);
        };
    }

    @ParameterizedTest
    @EnumSource
    void one_that_ends_whoever_takes_it_is_parked_and_those_around_it_count_once(Kind kind) throws Exception {
        String marked = "";
        for (int i = 0; i < 51; i++) {
            String id = add(STREAM, i == 25 ? "marked" : "innocent");
            marked = i == 25 ? id : marked;
        }

        int lives = 0;
        while (dead() == 0 && lives++ < MOST_LIVES) {
            MortalReplica replica = replica(kind);
            replica.reads(endingOnMarked(replica), GROUP, STREAM);
            until(() -> replica.isDead() || dead() > 0);
            if (replica.isDead()) {
                end(replica);
            }
        }

        assertThat(lives)
                .as("four ended on it, and perhaps one that was slow before and is not counted for that")
                .isBetween(5, 6);
        MortalReplica last = replicas.get(0);
        until(() -> last.spentDollars() == 50);
        until(() -> allAcknowledged(STREAM));
        Response letter = ask(Command.XRANGE, DEAD, "-", "+").get(0).get(1);
        assertThat(letter.stream().map(Response::toString))
                .containsExactly(
                        "reason",
                        "entry: handed out 5 times and never acknowledged (whoever takes it ends)",
                        "entry",
                        marked,
                        "event",
                        spend("marked"));
        add(STREAM, "innocent");
        until(() -> last.spentDollars() == 51);
    }

    @Test
    void entries_of_another_stream_that_died_with_it_are_not_taken_for_it() throws Exception {
        add(STREAM, "marked");
        add("other", "innocent");

        int lives = 0;
        while (dead() == 0 && lives++ < MOST_LIVES) {
            MortalReplica replica = replica(Kind.REDIS);
            AtomicInteger streams = new AtomicInteger();
            Promise<Void> both = Promise.promise();
            StreamIntake ending = endingOnMarked(replica);
            boolean isTogether = lives <= 2;
            replica.reads(
                    (events, receipts) -> {
                        if (!isTogether) {
                            return ending.accept(events, receipts);
                        }
                        if (streams.incrementAndGet() == 2) {
                            both.complete();
                        }
                        return both.future().compose(ignored -> {
                            replica.die();
                            return replica.alerting().accept(events, receipts);
                        });
                    },
                    GROUP,
                    STREAM,
                    "other");
            until(() -> replica.isDead() || dead() > 0);
            if (replica.isDead()) {
                end(replica);
            }
        }

        until(() -> replicas.get(0).spentDollars() == 1);
        assertThat(ask(Command.XLEN, "other:dead").toLong()).isZero();
        until(() -> allAcknowledged("other"));
    }

    /** Has a consumer that is gone hold entries of a stream which were handed out so often. */
    private void leave(String stream, String team, int entries, int handedOut) throws Exception {
        ask(Command.XGROUP, "CREATE", stream, GROUP, "0", "MKSTREAM");
        for (int i = 0; i < entries; i++) {
            String id = add(stream, team);
            ask(Command.XREADGROUP, "GROUP", GROUP, "gone", "STREAMS", stream, ">");
            ask(Command.XCLAIM, stream, GROUP, "gone", 0, id, "RETRYCOUNT", handedOut, "JUSTID");
        }
    }

    @Test
    void while_one_is_handled_alone_nothing_else_of_any_stream_is_under_way() throws Exception {
        leave(STREAM, "marked", 5, 3);
        leave("other", "marked", 5, 4);
        leave("third", "innocent", 5, 1);
        MortalReplica replica = replica(Kind.REDIS);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger alone = new AtomicInteger();
        AtomicInteger notAlone = new AtomicInteger();

        replica.reads(
                (events, receipts) -> {
                    int marked = events.stream().anyMatch(PoisonEntriesIT::isMarked) ? 1 : 0;
                    alone.addAndGet(marked);
                    int all = underWay.addAndGet(events.size());
                    notAlone.addAndGet(alone.get() > 0 && all > 1 ? 1 : 0);
                    return vertx.timer(30)
                            .compose(ignored -> replica.alerting().accept(events, receipts))
                            .onComplete(done -> {
                                underWay.addAndGet(-events.size());
                                alone.addAndGet(-marked);
                            });
                },
                GROUP,
                STREAM,
                "other",
                "third");

        until(() -> replica.spentDollars() == 15);
        assertThat(notAlone).hasValue(0);
        assertThat(dead()).isZero();
    }

    @Test
    void one_that_was_left_by_processes_which_ended_in_good_order_is_counted() throws Exception {
        add(STREAM, "innocent");
        for (int life = 0; life < 6; life++) {
            MortalReplica replica = replica(Kind.FILE);
            AtomicInteger handedOver = new AtomicInteger();
            replica.reads(
                    (events, receipts) -> {
                        handedOver.incrementAndGet();
                        return Future.failedFuture("on purpose");
                    },
                    GROUP,
                    STREAM);
            until(() -> handedOver.get() > 2);
            end(replica);
        }

        MortalReplica last = replica(Kind.FILE);
        last.reads(last.alerting(), GROUP, STREAM);

        until(() -> last.spentDollars() == 1);
        assertThat(dead()).isZero();
    }

    @Test
    void one_that_slow_replicas_claim_from_each_other_is_counted() throws Exception {
        add(STREAM, "innocent");
        Promise<Void> goesOn = Promise.promise();
        for (int i = 0; i < 2; i++) {
            MortalReplica replica = replica(Kind.REDIS).patient();
            replica.reads(
                    (events, receipts) -> goesOn.future()
                            .compose(ignored -> replica.alerting().accept(events, receipts)),
                    GROUP,
                    STREAM);
        }

        until(() -> replicas.stream()
                        .mapToDouble(each -> each.count("spendbell.stream.claimed"))
                        .sum()
                >= 2);
        assertThat(ask(Command.XPENDING, STREAM, GROUP, "-", "+", 1)
                        .get(0)
                        .get(3)
                        .toLong())
                .as("nobody has ended on it")
                .isEqualTo(1);
        goesOn.complete();

        until(() -> replicas.get(0).spentDollars() == 1);
        assertThat(dead()).isZero();
    }

    private MortalReplica holding(Promise<Void> goesOn, AtomicInteger handedOver) throws Exception {
        MortalReplica replica = replica(Kind.REDIS).patient();
        return replica.reads(
                (events, receipts) -> {
                    handedOver.addAndGet(events.size());
                    return goesOn.future().compose(ignored -> replica.alerting().accept(events, receipts));
                },
                GROUP,
                STREAM);
    }

    @Test
    void those_of_a_replica_that_has_as_many_as_it_may_are_not_taken_for_those_of_a_dead_one() throws Exception {
        // Given
        ask(
                Command.EVAL,
                "for i = 1, 1000 do redis.call('XADD', KEYS[1], '*', 'event', ARGV[1]) end",
                1,
                STREAM,
                spend("innocent"));
        Promise<Void> goesOn = Promise.promise();
        AtomicInteger handedOver = new AtomicInteger();
        holding(goesOn, handedOver);
        until(() -> handedOver.get() == 1_000);

        // When
        MortalReplica other = holding(goesOn, handedOver);
        until(() -> other.count("spendbell.stream.claimed") == 1_000);

        // Then
        assertThat(ask(Command.XPENDING, STREAM, GROUP, "-", "+", 1_000))
                .hasSize(1_000)
                .extracting(entry -> entry.get(3).toLong())
                .as("nobody has ended on any")
                .containsOnly(1L);
        goesOn.complete();
        until(() -> other.spentDollars() == 1_000);
        assertThat(dead()).isZero();
    }

    @Test
    void one_that_is_handled_alone_and_takes_long_is_not_taken_from_who_handles_it() throws Exception {
        // Given
        leave(STREAM, "marked", 1, 3);
        Promise<Void> goesOn = Promise.promise();
        AtomicInteger alone = new AtomicInteger();
        holding(goesOn, alone);
        until(() -> alone.get() == 1);

        // When others hear of it for as long as makes the entry of a consumer that is gone be claimed
        add(STREAM, "innocent");
        ask(Command.XREADGROUP, "GROUP", GROUP, "gone", "STREAMS", STREAM, ">");
        MortalReplica other = replica(Kind.REDIS).patient();
        other.reads(other.alerting(), GROUP, STREAM);
        until(() -> other.spentDollars() == 1);

        // Then
        assertThat(other.count("spendbell.stream.claimed")).isEqualTo(1);
        assertThat(ask(Command.XPENDING, STREAM, GROUP, "-", "+", 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.get(3).toLong())
                        .as("three have ended on it, and one handles it")
                        .isEqualTo(4));
        goesOn.complete();
        until(() -> other.spentDollars() == 2);
        assertThat(dead()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void one_that_redis_handed_to_a_connection_which_was_given_up_is_found(Kind kind) throws Exception {
        MortalReplica replica = replica(kind);
        replica.reads(replica.alerting(), GROUP, STREAM);
        add(STREAM, "innocent");
        until(() -> replica.spentDollars() == 1);
        String consumer = ask(Command.XINFO, "CONSUMERS", STREAM, GROUP)
                .get(0)
                .get("name")
                .toString();

        ask(
                Command.EVAL,
                "redis.call('XADD', KEYS[1], '*', 'event', ARGV[3])"
                        + " redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'STREAMS', KEYS[1], '>')",
                1,
                STREAM,
                GROUP,
                consumer,
                spend("innocent"));

        until(() -> replica.spentDollars() == 2);
        until(() -> allAcknowledged(STREAM));
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
