package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batchAt;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spendbell.alert.Level;
import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas whose clocks are wrong, or step while they run: leases and turns are as long as they were meant to be. */
class RedisClockIT {
    private static final Duration LEASE = Duration.ofSeconds(6);

    private RedisStores stores;
    private Replica right;
    private Replica wrong;

    /** A replica with a clock of its own that can be put forward or back. */
    private static final class Replica {
        private final RedisLink link;
        private final RedisStore store;
        private volatile Duration ahead = Duration.ZERO;

        Replica(RedisStores stores, Duration ahead) {
            this.ahead = ahead;
            InstantSource clock = this::now;
            link = new RedisLink(
                    stores.vertx, RedisConfig.standalone(stores.redis.uri()), "the store", RedisLinkOptions.STANDARD);
            store = new RedisStore(stores.vertx, link, "clocks", OPTIONS, clock);
            get(store.open());
        }

        Instant now() {
            return Instant.now().plus(ahead);
        }

        void step(Duration by) {
            ahead = ahead.plus(by);
        }

        List<Delivery> lease(Duration later) {
            Instant at = now().plus(later);
            return get(store.outbox().lease("finops", "owner-" + ahead, at, at.plus(LEASE), 10))
                    .deliveries();
        }
    }

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        right = new Replica(stores, Duration.ZERO);
        wrong = new Replica(stores, Duration.ofHours(1));
        get(commit(right, raising(alert(Level.HIGH, right.now()), "finops")));
    }

    private static Future<CommitResult> commit(Replica replica, Entry... entries) {
        return replica.store.commit(batchAt(replica.now(), entries), NOTHING);
    }

    @AfterEach
    void close() throws Exception {
        get(right.store.close());
        get(wrong.store.close());
        stores.close();
    }

    @Test
    void one_whose_clock_is_ahead_robs_nobody() {
        assertThat(right.lease(Duration.ZERO)).hasSize(1);

        assertThat(wrong.lease(Duration.ZERO)).isEmpty();
        wrong.step(Duration.ofHours(5));
        assertThat(wrong.lease(Duration.ZERO)).as("it has stepped since").isEmpty();
        assertThat(wrong.lease(LEASE.plusSeconds(1))).as("the lease is over").hasSize(1);
    }

    @Test
    void one_whose_clock_steps_back_is_not_robbed_and_one_whose_clock_is_ahead_keeps_nothing_for_longer() {
        wrong.step(Duration.ofHours(-3));
        assertThat(wrong.lease(Duration.ZERO)).hasSize(1);
        assertThat(right.lease(Duration.ZERO)).isEmpty();
        assertThat(right.lease(LEASE.plusSeconds(1))).hasSize(1);

        wrong.step(Duration.ofHours(9));
        assertThat(wrong.lease(LEASE.multipliedBy(2).plusSeconds(2))).hasSize(1);
        assertThat(right.lease(LEASE.multipliedBy(3).plusSeconds(3))).hasSize(1);
    }

    @Test
    void a_time_to_wait_is_as_long_for_all() {
        Delivery delivery = wrong.lease(Duration.ZERO).get(0);
        get(wrong.store
                .outbox()
                .settle(
                        List.of(new Settlement.Retry(delivery.id(), wrong.now().plusSeconds(30), "429", false)),
                        "owner-PT1H"));

        assertThat(right.lease(Duration.ofSeconds(29))).isEmpty();
        assertThat(right.lease(Duration.ofSeconds(31))).hasSize(1);
    }

    @Test
    void turns_are_as_far_apart_for_all() {
        Duration pace = Duration.ofSeconds(60);
        Instant first = get(right.store.reserveTurn("url", right.now(), pace));
        Instant second = get(wrong.store.reserveTurn("url", wrong.now(), pace));

        assertThat(Duration.between(first, second.minus(wrong.ahead)))
                .isBetween(pace.minusMillis(500), pace.plusMillis(500));
    }

    @Test
    void an_id_is_remembered_as_long_for_all() {
        Entry once = entry("once", List.of(dollars("pay", 1)));
        get(commit(right, once));

        assertThat(get(commit(wrong, once, entry("ahead", List.of()))).outcomes())
                .as("an hour ahead, and longer than an id is remembered")
                .containsExactly(Outcome.DUPLICATE, Outcome.APPLIED);
        get(wrong.store.sweep(wrong.now()));
        assertThat(get(commit(right, once)).outcomes()).containsExactly(Outcome.DUPLICATE);

        Instant over = right.now().plus(OPTIONS.dedupWindow()).plusSeconds(1);
        assertThat(get(right.store.commit(batchAt(over, once, entry("ahead", List.of())), NOTHING))
                        .outcomes())
                .as("it is over")
                .containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    }

    @Test
    void what_waits_is_brought_forward_once_where_the_clock_of_redis_is_set_back() {
        Delivery delivery = right.lease(Duration.ZERO).get(0);
        Instant later = right.now().plus(Duration.ofHours(4));
        settle(delivery, later);
        get(right.store.hold("url", later));

        stores.setBack(Duration.ofHours(1), right.store, wrong.store);

        assertThat(nextDue()).isCloseTo(later.minusSeconds(3_600), within(5, ChronoUnit.SECONDS));
        assertThat(get(right.store.reserveTurn("url", right.now(), Duration.ZERO)))
                .isCloseTo(later.minusSeconds(3_600), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void what_a_replica_writes_before_it_notices_is_brought_forward_too_and_nothing_else() {
        Instant before = right.now().plus(Duration.ofHours(1));
        Delivery early = right.lease(Duration.ZERO).get(0);
        settle(early, before.plusSeconds(600));
        stores.setBack(Duration.ofHours(1), right.store);
        get(commit(right, raising(alert(Level.HIGH, right.now()), "finops")));
        Delivery late = right.lease(Duration.ZERO).get(0);
        settle(late, before.plusSeconds(30));
        Keys keys = right.store.keys();

        SetBack setBack = new SetBack(right.link::send, keys, new Destinations(right.link::send, keys));
        get(setBack.bringForward(before.toEpochMilli()));

        assertThat(nextDue()).isCloseTo(right.now().plusSeconds(30), within(5, ChronoUnit.SECONDS));
        assertThat(right.lease(Duration.ofSeconds(40))).extracting(Delivery::id).containsExactly(late.id());
        assertThat(right.lease(Duration.ofSeconds(610)))
                .extracting(Delivery::id)
                .contains(early.id());
    }

    private void settle(Delivery delivery, Instant notBefore) {
        Settlement retry = new Settlement.Retry(delivery.id(), notBefore, "429", false);
        get(right.store.outbox().settle(List.of(retry), "owner-PT0S"));
    }

    private Instant nextDue() {
        Instant now = right.now();
        return get(right.store.outbox().lease("finops", "owner-PT0S", now, now.plus(LEASE), 10))
                .nextDue();
    }

    private Response ask(Command command, Object... arguments) {
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        Request request = Request.cmd(command);
        List.of(arguments).forEach(argument -> request.arg(argument.toString()));
        return get(admin.send(request).eventually(admin::close));
    }

    @Test
    void who_waits_for_the_lease_of_a_replica_that_is_gone_has_it_in_time_though_the_clock_of_redis_was_set_back() {
        String key = right.store.keys().named("lease:reports");
        long millis = 300;
        long hour = 3_600_000;
        long hourAhead = System.currentTimeMillis() + hour;
        ask(Command.SET, key, "gone " + (hourAhead + millis) + " " + millis, "PX", hour + millis);

        assertThat(acquires(right, millis)).isFalse();
        Instant end = Instant.now().plusSeconds(20);
        while (!acquires(right, millis)) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void a_lease_that_was_put_ahead_by_a_clock_that_was_set_back_is_still_its_owners() {
        String key = right.store.keys().named("lease:reports");
        long hour = 3_600_000;
        long millis = 60_000;
        ask(Command.SET, key, "me " + (System.currentTimeMillis() + hour + millis) + " " + millis, "PX", hour + millis);

        Instant now = right.now();
        assertThat(get(right.store.acquire("reports", "other", now, now.plusSeconds(60))))
                .isFalse();
        assertThat(get(right.store.acquire("reports", "me", now, now.plusSeconds(60))))
                .isTrue();
        assertThat(get(right.store.acquire("reports", "other", now, now.plusSeconds(60))))
                .isFalse();
        assertThat(ask(Command.PTTL, key).toLong()).isBetween(1L, millis);
    }

    private static boolean acquires(Replica replica, long millis) {
        Instant now = replica.now();
        return get(replica.store.acquire("reports", "waits", now, now.plusMillis(millis)));
    }

    @Test
    void what_says_until_when_ids_are_remembered_does_not_grow_where_the_clock_of_redis_was_far_ahead() {
        String ends = right.store.keys().named("ids_ends");
        pays(right, "first");
        long year = Duration.ofDays(365).toMillis();
        ask(Command.LPOP, ends);
        ask(Command.RPUSH, ends, "1:" + (System.currentTimeMillis() + year));

        for (int i = 0; i < 20; i++) {
            pays(right, "id-" + i);
        }

        long longest = System.currentTimeMillis() + OPTIONS.dedupWindow().toMillis() + 60_000;
        assertThat(ask(Command.LRANGE, ends, "0", "-1").stream().map(Response::toString))
                .hasSize(20)
                .allMatch(each -> Long.parseLong(each.substring(each.indexOf(':') + 1)) < longest);
        assertThat(pays(right, "first")).isEqualTo(Outcome.DUPLICATE);
    }

    private static Outcome pays(Replica replica, String id) {
        CommitResult done = get(replica.store.commit(
                batchAt(replica.now(), entry(id, List.of(dollars("pay", 1)))), NOTHING, replica.now()));
        return done.outcomes().get(0);
    }
}
