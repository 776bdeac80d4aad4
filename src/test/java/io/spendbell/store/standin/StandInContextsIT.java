package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks the store is answered on its own context, whoever ends what it waits for. */
class StandInContextsIT {
    private static final Batch RINGS = batch(finding(new Crossing("pay")));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context deciding = ((VertxInternal) vertx).createEventLoopContext();
    private final Context delivering = ((VertxInternal) vertx).createEventLoopContext();
    private final Context otherDelivering = ((VertxInternal) vertx).createEventLoopContext();
    private TestRedis redis;
    private Store store;

    private void open(Duration untilSettled) throws Exception {
        store = new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "a test", RedisLinkOptions.STANDARD),
                "contexts",
                OPTIONS,
                InstantSource.system(),
                untilSettled);
        get(store.open());
    }

    @BeforeEach
    void startRedis() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        get(vertx.close());
        redis.close();
    }

    /** Asks from a context, and tells whether the answer came there. */
    private static Future<Boolean> isAnsweredOn(Context context, Supplier<Future<?>> work) {
        Promise<Boolean> isThere = Promise.promise();
        context.runOnContext(
                ignored -> work.get().onComplete(answer -> isThere.complete(Vertx.currentContext() == context)));
        return isThere.future();
    }

    private DeliveryId leased(String destination, Instant now) {
        return get(store.outbox().lease(destination, destination, now, now.plusSeconds(60), 10))
                .deliveries()
                .get(0)
                .id();
    }

    private void begin(DeliveryId id) {
        get(store.outbox().begin(List.of(id), id.destination(), NOW.plusSeconds(30)));
    }

    private Future<Void> settle(DeliveryId id) {
        return store.outbox().settle(List.of(new Settlement.Delivered(id)), id.destination());
    }

    private void goAway() throws Exception {
        redis.kill();
        eventually(() -> store.fault() != null);
    }

    private void comeBack() throws Exception {
        redis.startAgain();
        eventually(() -> store.fault() == null);
    }

    private DeliveryId postUnderWayWhenRedisIsBack() throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        DeliveryId posted = leased("finops", NOW);
        begin(posted);
        comeBack();
        return posted;
    }

    @Test
    void a_commit_that_waited_for_a_post_is_answered_on_its_callers_context() throws Exception {
        open(Duration.ofSeconds(30));
        DeliveryId posted = postUnderWayWhenRedisIsBack();

        Promise<Boolean> waits = Promise.promise();
        Future<Boolean> isThere = isAnsweredOn(deciding, () -> {
            Future<?> commit = store.commit(RINGS, NOTHING);
            waits.complete(!commit.isComplete());
            return commit;
        });
        assertThat(get(waits.future())).isTrue();
        delivering.runOnContext(ignored -> settle(posted));

        assertThat(get(isThere)).isTrue();
    }

    @Test
    void a_commit_that_waited_for_a_post_in_vain_is_answered_on_its_callers_context() throws Exception {
        open(Duration.ofMillis(200));
        postUnderWayWhenRedisIsBack();

        assertThat(get(isAnsweredOn(deciding, () -> store.commit(RINGS, NOTHING))))
                .isTrue();
    }

    @Test
    void what_is_decided_behind_another_callers_batch_is_answered_on_its_own_callers_context() throws Exception {
        open(Duration.ofSeconds(30));
        goAway();

        Promise<Boolean> first = Promise.promise();
        Promise<Boolean> second = Promise.promise();
        delivering.runOnContext(ignored -> {
            isAnsweredOn(delivering, () -> store.decideAlone(RINGS, NOTHING)).onComplete(first);
            isAnsweredOn(deciding, () -> store.decideAlone(batch(spend("ops", 1)), NOTHING))
                    .onComplete(second);
        });

        assertThat(get(first.future())).isTrue();
        assertThat(get(second.future())).isTrue();
    }

    @Test
    void an_answer_that_its_caller_gives_up_is_given_up_on_the_callers_context() throws Exception {
        open(Duration.ofSeconds(30));
        redis.hang();

        Future<Boolean> acquired = isAnsweredOn(
                deciding,
                () -> store.acquire("a lease", "me", NOW, NOW.plusSeconds(3)).timeout(10, TimeUnit.MILLISECONDS));
        Future<Boolean> committed =
                isAnsweredOn(deciding, () -> store.commit(RINGS, NOTHING).timeout(10, TimeUnit.MILLISECONDS));
        List<Boolean> areThere = List.of(get(acquired), get(committed));
        redis.goOn();

        assertThat(areThere).containsExactly(true, true);
    }

    @Test
    void a_lease_that_waits_until_redis_was_told_what_is_left_is_answered_on_its_callers_context() throws Exception {
        open(Duration.ofSeconds(30));
        get(store.commit(RINGS, NOTHING));
        DeliveryId posted = leased("finops", NOW);
        begin(posted);
        goAway();
        get(settle(posted));
        comeBack();

        // Both wait for one answer of Redis, which the first one has asked for.
        Future<Boolean> first =
                isAnsweredOn(delivering, () -> store.outbox().lease("finops", "finops", NOW, NOW.plusSeconds(60), 10));
        Future<Boolean> second = isAnsweredOn(
                otherDelivering, () -> store.outbox().lease("other", "other", NOW, NOW.plusSeconds(60), 10));

        assertThat(get(first)).isTrue();
        assertThat(get(second)).isTrue();
    }
}
