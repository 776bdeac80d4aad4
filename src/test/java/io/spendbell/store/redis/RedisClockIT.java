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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
}
