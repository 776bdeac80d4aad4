package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.config.RedisConfig;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis that answers and takes no writes is stood in for as one that is away. */
class RefusedWritesIT {
    private static final Batch RINGS = batch(finding(new Crossing("pay")), spend("pay", 5));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestRedis redis;
    private Redis admin;
    private Store store;

    /** How a Redis is made to refuse, and to take writes again. */
    enum Refusal {
        OOM("OOM", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        TOO_FEW_REPLICAS("NOREPLICAS", "CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0"),
        REPLICA("it is a replica", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
        DISK("MISCONF", "BGSAVE", "CONFIG SET stop-writes-on-bgsave-error no"),
        REPLICA_WITHOUT_MASTER(
                "it is a replica|MASTERDOWN",
                "CONFIG SET replica-serve-stale-data no,REPLICAOF 127.0.0.1 1",
                "REPLICAOF NO ONE");

        private final String reason;
        private final String begins;
        private final String ends;

        Refusal(String reason, String begins, String ends) {
            this.reason = reason;
            this.begins = begins;
            this.ends = ends;
        }
    }

    @BeforeEach
    void open() throws Exception {
        redis = TestRedis.start("dir " + Files.createDirectory(disk()), "save 3600 1000000");
        admin = Redis.createClient(vertx, redis.uri());
        store = newStore();
        get(store.open());
    }

    private Store newStore() {
        return new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "a test", RedisLinkOptions.STANDARD),
                "refused",
                OPTIONS,
                InstantSource.system());
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        // Else it would not end before it has saved, which it cannot.
        get(admin.send(Request.cmd(Command.CONFIG).arg("SET").arg("save").arg("")));
        get(vertx.close());
        redis.close();
    }

    /** It is taken away before Redis is to write to it. */
    private Path disk() {
        return folder.resolve("disk");
    }

    private void tell(String commands) {
        for (String command : commands.split(",")) {
            String[] words = command.split(" ");
            Request request = Request.cmd(Command.create(words[0]));
            for (int i = 1; i < words.length; i++) {
                request.arg(words[i]);
            }
            get(admin.send(request));
        }
    }

    private void refuse(Refusal refusal) throws IOException {
        Files.deleteIfExists(disk());
        tell(refusal.begins);
        Request write = Request.cmd(Command.SET).arg("any").arg("value");
        eventually(() -> get(admin.send(write).transform(done -> Future.succeededFuture(done.failed()))));
    }

    private CommitResult untilItSucceeds(Batch batch) {
        List<CommitResult> results = new ArrayList<>();
        eventually(() -> {
            get(store.commit(batch, NOTHING).onSuccess(results::add).transform(any -> Future.succeededFuture()));
            return !results.isEmpty();
        });
        return results.get(0);
    }

    private List<Delivery> lease() {
        return get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(60), 10))
                .deliveries();
    }

    @ParameterizedTest
    @EnumSource
    void alerts_are_decided_and_delivered_meanwhile_and_nothing_comes_twice(Refusal refusal) throws Exception {
        get(store.commit(batch(spend("pay", 2)), NOTHING));
        refuse(refusal);
        eventually(() -> {
            get(store.commit(RINGS, NOTHING).otherwiseEmpty());
            return store.fault() != null;
        });
        assertThat(store.fault())
                .startsWith("redis at 127.0.0.1:" + redis.port())
                .containsPattern(refusal.reason);

        Raise alone = get(store.decideAlone(RINGS, NOTHING)).raised().get(0);
        Delivery delivery = lease().get(0);
        assertThat(delivery.alert()).isEqualTo(alone.alert());
        get(store.outbox().begin(List.of(delivery.id()), "me", NOW.plusSeconds(30)));
        get(store.outbox().settle(List.of(new Settlement.Delivered(delivery.id())), "me"));

        tell(refusal.ends);
        eventually(() -> store.fault() == null);
        assertThat(untilItSucceeds(RINGS).raised()).as("it was told of already").isEmpty();
        assertThat(lease()).isEmpty();
        assertThat(get(store.alerts(0, 10))).containsExactly(alone.alert());
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(7));
        assertThat(get(store.commit(batch(finding(new Crossing("pay"))), NOTHING))
                        .raised())
                .as("it is claimed")
                .isEmpty();
    }

    @Test
    void what_was_in_a_redis_that_was_emptied_is_known_while_it_takes_nothing_back() throws Exception {
        get(store.commit(batch(finding(new Crossing("pay")), spend("pay", 2)), NOTHING));
        refuse(Refusal.OOM);
        tell("FLUSHALL");
        get(store.commit(RINGS, NOTHING).otherwiseEmpty());
        get(store.commit(RINGS, NOTHING).otherwiseEmpty());

        List<Usd> totals = new ArrayList<>();
        assertThat(get(store.decideAlone(RINGS, posted -> {
                            totals.add(posted.total());
                            return List.of();
                        }))
                        .raised())
                .as("it has rung before")
                .isEmpty();
        assertThat(totals).containsExactly(Usd.ofDollars(7));

        tell(Refusal.OOM.ends);
        eventually(() -> store.fault() == null);
        assertThat(untilItSucceeds(RINGS).raised()).isEmpty();
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(7));
    }

    @ParameterizedTest
    @EnumSource
    void it_is_noticed_though_nothing_comes_in(Refusal refusal) throws Exception {
        refuse(refusal);

        eventually(() -> store.fault() != null);
        assertThat(store.fault()).containsPattern(refusal.reason);
    }

    @ParameterizedTest
    @EnumSource
    void a_store_is_not_opened_on_it_and_says_why(Refusal refusal) throws Exception {
        refuse(refusal);

        assertThatThrownBy(() -> get(newStore().open()))
                .cause()
                .hasMessageStartingWith("redis at 127.0.0.1:" + redis.port() + ": ")
                .hasMessageMatching(
                        ".*: (MISCONF|MASTERDOWN|NOREPLICAS|OOM|READONLY), .* \\(expected: a Redis that .*\\)");
    }
}
