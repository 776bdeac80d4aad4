package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.received;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertWindow;
import io.spendbell.config.RedisConfig;
import io.spendbell.config.Secret;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.RedisStreamUse;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Receipt;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in a cluster: all its keys are in one slot, so that its scripts may touch them together. */
class RedisClusterIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @Test
    void a_master_that_evicts_is_refused_whichever_node_is_asked_first() throws Exception {
        try (TestRedis safe = TestRedis.startCluster(Files.createDirectory(folder.resolve("safe")));
                TestRedis evicting = TestRedis.startCluster(Files.createDirectory(folder.resolve("evicting")))) {
            RedisStores.giveAllSlots(vertx, safe, evicting);
            evicting.command("CONFIG SET maxmemory-policy allkeys-lru");
            RedisConfig config =
                    new RedisConfig(Secret.of(safe.uri()), RedisConfig.Mode.CLUSTER, null, List.of(), null);

            for (int attempt = 0; attempt < 6; attempt++) {
                RedisStore store = store(config);
                assertThatThrownBy(() -> get(store.open())).hasMessageContaining("maxmemory-policy allkeys-lru");
                get(store.close());
            }
            evicting.command("CONFIG SET maxmemory-policy noeviction");
            RedisStore store = store(config);
            get(store.open());
            get(store.close());
        } finally {
            get(vertx.close());
        }
    }

    private RedisStore store(RedisConfig config) {
        return new RedisStore(
                vertx,
                new RedisLink(vertx, config, "the store", RedisLinkOptions.STANDARD),
                "ns",
                OPTIONS,
                InstantSource.system());
    }

    @Test
    void everything_is_done_in_a_cluster_too() throws Exception {
        try (TestRedis node = TestRedis.startCluster(folder)) {
            RedisStores.giveAllSlots(vertx, node);
            RedisConfig config =
                    new RedisConfig(Secret.of(node.uri()), RedisConfig.Mode.CLUSTER, null, List.of(), null);
            RedisStore store = store(config);
            get(store.open());

            get(store.commit(
                    batch(
                            entry("id", List.of(dollars("pay", 3))),
                            finding(candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER))))),
                    NOTHING));
            var leased = get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(5), 10))
                    .deliveries();
            get(store.outbox()
                    .settle(List.of(new Settlement.Delivered(leased.get(0).id())), "me"));
            get(store.sweep(NOW));

            assertThat(leased).hasSize(1);
            assertThat(get(store.alerts(0, 10))).hasSize(1);
            assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(3));
            assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isZero();
            assertThat(get(store.acquire("lease", "me", NOW, NOW.plusSeconds(5))))
                    .isTrue();
            assertThat(get(store.reserveTurn("url", NOW, Duration.ofSeconds(1))))
                    .isEqualTo(NOW);
            String entry = RedisStreamUse.ofEverything(vertx, config, "{ns}:events", "bell");
            Receipt receipt = new Receipt("{ns}:events", "bell", entry, get(store.epoch()));
            assertThat(get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING))
                            .outcomes())
                    .containsExactly(Outcome.APPLIED);
            get(store.close());
        } finally {
            get(vertx.close());
        }
    }
}
