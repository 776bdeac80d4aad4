package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.RedisConfig;
import io.spendbell.config.RedisConfig.Mode;
import io.spendbell.config.Secret;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.StoreOptions;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Stores on one real Redis, each in a namespace of its own unless they are to share one. */
final class RedisStores implements AutoCloseable {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static final int SLOTS = 16_384;
    private static final long PAUSE_NANOS = 20_000_000;

    /** Patient where a busy system takes long over a step of many thousands. */
    private static final RedisLinkOptions PATIENT = new RedisLinkOptions(
            Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofSeconds(2));

    final TestRedis redis;
    private final Mode mode;
    final Vertx vertx = Vertx.vertx();

    RedisStores(String... settings) throws IOException {
        this(TestRedis.start(settings), Mode.STANDALONE);
    }

    private RedisStores(TestRedis redis, Mode mode) {
        this.redis = redis;
        this.mode = mode;
    }

    /** In a cluster of one node, which has all slots. */
    static RedisStores inCluster(Path folder) throws IOException {
        RedisStores stores = new RedisStores(TestRedis.startCluster(folder), Mode.CLUSTER);
        giveAllSlots(stores.vertx, stores.redis);
        return stores;
    }

    /** Makes one cluster of the nodes, of which each has as many slots. */
    static void giveAllSlots(Vertx vertx, TestRedis... nodes) {
        for (int i = 0; i < nodes.length; i++) {
            Redis admin = Redis.createClient(vertx, nodes[i].uri());
            Request slots = Request.cmd(Command.CLUSTER).arg("ADDSLOTS");
            for (int slot = i * SLOTS / nodes.length; slot < (i + 1) * SLOTS / nodes.length; slot++) {
                slots.arg(slot);
            }
            get(admin.send(slots));
            get(admin.send(
                    Request.cmd(Command.CLUSTER).arg("MEET").arg("127.0.0.1").arg(nodes[0].port())));
            get(admin.close());
        }
        for (TestRedis node : nodes) {
            awaitSlots(vertx, node);
        }
    }

    private static void awaitSlots(Vertx vertx, TestRedis node) {
        Redis admin = Redis.createClient(vertx, node.uri());
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!get(admin.send(Request.cmd(Command.CLUSTER).arg("INFO")))
                .toString()
                .contains("cluster_state:ok")) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        get(admin.close());
    }

    RedisStore fresh(StoreOptions options) {
        return in(newNamespace(), options);
    }

    /**
     * Has stores find that the clock of Redis shows less than it did: what they have noted of it is put forward.
     *
     * @return by how much less it was when it was found, since it goes on meanwhile
     */
    Duration setBack(Duration by, RedisStore... stores) {
        return setBack(by, redis.uri(), stores);
    }

    /** As the other one, by a Redis user of one's own. */
    Duration setBack(Duration by, String uri, RedisStore... stores) {
        look(stores);
        Redis admin = Redis.createClient(vertx, uri);
        String key = stores[0].keys().named("clock");
        long before = millis(admin, key, "latest") + by.toMillis();
        get(admin.send(Request.cmd(Command.HSET)
                .arg(key)
                .arg("latest")
                .arg(before)
                .arg("before")
                .arg("0")));
        get(stores[0].look());
        Duration found = Duration.ofMillis(millis(admin, key, "before") - millis(admin, key, "latest"));
        look(stores);
        get(admin.close());
        return found;
    }

    private static void look(RedisStore... stores) {
        for (RedisStore store : stores) {
            get(store.look());
        }
    }

    private static long millis(Redis admin, String key, String field) {
        return get(admin.send(Request.cmd(Command.HGET).arg(key).arg(field))).toLong();
    }

    static String newNamespace() {
        return "test-" + NAMESPACES.incrementAndGet();
    }

    RedisStore in(String namespace, StoreOptions options) {
        return at(redis.uri(), namespace, options);
    }

    RedisStore at(String uri, String namespace, StoreOptions options) {
        RedisConfig config = new RedisConfig(Secret.of(uri), mode, null, List.of(), null);
        RedisLink link = new RedisLink(vertx, config, "the store", PATIENT);
        return new RedisStore(vertx, link, namespace, options, InstantSource.system());
    }

    @Override
    public void close() throws IOException {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        redis.close();
    }
}
