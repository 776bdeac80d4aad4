package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Batch;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica whose clock is set back around an outage of Redis: nobody posts later for that. */
class StandInClockIT {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration HELD = Duration.ofSeconds(120);
    private static final Batch RINGS = batch(finding(new Crossing("pay")));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private volatile Duration ahead = Duration.ofHours(1);
    private TestRedis redis;
    private Store store;
    private Store other;

    @BeforeEach
    void open() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        store = replica();
        other = replica();
    }

    private Store replica() {
        Store replica = new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "a test", RedisLinkOptions.STANDARD),
                "alone",
                OPTIONS,
                this::now);
        get(replica.open());
        return replica;
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        get(other.close());
        get(vertx.close());
        redis.close();
    }

    private Instant now() {
        return Instant.now().plus(ahead);
    }

    private void goAway() throws Exception {
        redis.kill();
        eventually(() -> store.fault() != null);
        get(store.decideAlone(RINGS, NOTHING));
    }

    private void comeBack() throws Exception {
        redis.startAgain();
        eventually(() -> store.fault() == null && other.fault() == null);
        eventually(() -> get(store.commit(RINGS, NOTHING).map(true).recover(failure -> Future.succeededFuture(false))));
    }

    private Duration turn(Store replica) {
        Instant now = now();
        return Duration.between(now, get(replica.reserveTurn("paced", now, PACE)));
    }

    private Duration held(Store replica) {
        Instant now = now();
        return Duration.between(now, get(replica.reserveTurn("held", now, Duration.ZERO)));
    }

    private void assertNobodyWaitsLonger(Store replica) {
        assertThat(turn(replica)).isLessThanOrEqualTo(PACE.multipliedBy(4));
        assertThat(held(replica)).isBetween(Duration.ofSeconds(1), HELD.plusSeconds(1));
    }

    @Test
    void a_clock_that_was_set_back_before_an_outage_stops_no_posts_in_it_nor_after_it() throws Exception {
        turn(store);
        get(store.hold("held", now().plus(HELD)));
        ahead = Duration.ZERO;

        goAway();
        assertNobodyWaitsLonger(store);
        comeBack();

        assertNobodyWaitsLonger(store);
        assertNobodyWaitsLonger(other);
    }

    @Test
    void a_clock_that_is_set_back_in_an_outage_stops_no_posts_in_it_nor_after_it() throws Exception {
        turn(store);
        get(store.hold("held", now().plus(HELD)));

        goAway();
        ahead = Duration.ZERO;
        assertNobodyWaitsLonger(store);
        comeBack();

        assertNobodyWaitsLonger(store);
        assertNobodyWaitsLonger(other);
    }
}
