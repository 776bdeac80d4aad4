package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store on a Redis that goes away and comes back when the test says so. */
abstract class StandInFixture {
    static final Batch RINGS = batch(finding(new Crossing("pay")));

    /** More than any test takes that settles what it begins. */
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    TestRedis redis;
    Store store;

    @BeforeEach
    void open() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        store = new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "a test", RedisLinkOptions.STANDARD),
                "alone",
                OPTIONS,
                InstantSource.system(),
                UNTIL_SETTLED);
        get(store.open());
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        get(vertx.close());
        redis.close();
    }

    void goAway() throws Exception {
        redis.kill();
        eventually(() -> store.fault() != null);
        get(store.commit(RINGS, NOTHING).transform(failed -> Future.succeededFuture()));
    }

    void comeBack() throws Exception {
        redis.startAgain();
        eventually(() -> store.fault() == null);
    }

    Leased lease() {
        return leaseAt(NOW);
    }

    Leased leaseAt(Instant now) {
        return get(store.outbox().lease("finops", "me", now, now.plusSeconds(60), 10));
    }

    void begin(DeliveryId id) {
        get(store.outbox().begin(List.of(id), "me", NOW.plusSeconds(30)));
    }

    void settle(Settlement settlement) {
        get(store.outbox().settle(List.of(settlement), "me"));
    }

    CommitResult untilItSucceeds(Batch batch) {
        List<CommitResult> results = new ArrayList<>();
        eventually(() -> {
            get(store.commit(batch, NOTHING).onSuccess(results::add).transform(any -> Future.succeededFuture()));
            return !results.isEmpty();
        });
        return results.get(0);
    }
}
