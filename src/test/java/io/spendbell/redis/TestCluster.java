package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A real cluster of three masters, of which each has a third of the slots, so that they can vote; the one that has a given key has a
 * replica. Not safe for use from several threads.
 */
public final class TestCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final Vertx vertx;
    private final List<TestRedis> nodes = new ArrayList<>();
    private int holder;

    private TestCluster(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts one.
     *
     * @param folder where its nodes keep what they know of it
     * @param key whose master is to have a replica
     * @param settings of every node
     */
    public static TestCluster start(Vertx vertx, Path folder, String key, String... settings) throws Exception {
        TestCluster cluster = new TestCluster(vertx);
        try {
            for (int i = 0; i <= MASTERS; i++) {
                cluster.nodes.add(TestRedis.startCluster(folder, settings));
            }
            cluster.join(key);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void join(String key) throws Exception {
        for (int i = 0; i < MASTERS; i++) {
            List<Object> slots = new ArrayList<>(List.of("ADDSLOTS"));
            for (int each = firstSlot(i); each < firstSlot(i + 1); each++) {
                slots.add(each);
            }
            ask(nodes.get(i), Command.CLUSTER, slots.toArray());
            ask(nodes.get(i), Command.CLUSTER, "SET-CONFIG-EPOCH", i + 1);
        }
        for (TestRedis node : nodes.subList(1, nodes.size())) {
            ask(node, Command.CLUSTER, "MEET", "127.0.0.1", nodes.get(0).port());
        }
        int slot = Integer.parseInt(ask(nodes.get(0), Command.CLUSTER, "KEYSLOT", key));
        while (slot >= firstSlot(holder + 1)) {
            holder++;
        }
        String id = ask(master(), Command.CLUSTER, "MYID");
        eventually(
                "all know each other",
                () -> nodes.stream()
                        .allMatch(node -> ask(node, Command.CLUSTER, "INFO").contains("cluster_known_nodes:4")));
        ask(replica(), Command.CLUSTER, "REPLICATE", id);
        eventually(
                "all is served, and copied",
                () -> nodes.stream()
                                .allMatch(node ->
                                        ask(node, Command.CLUSTER, "INFO").contains("cluster_state:ok"))
                        && ask(master(), Command.INFO, "replication").contains("state=online")
                        && nodes.stream()
                                .allMatch(node ->
                                        ask(node, Command.CLUSTER, "NODES").contains("slave " + id + " ")));
    }

    private static int firstSlot(int node) {
        return node * SLOTS / MASTERS;
    }

    /** The node that has the key at the beginning. */
    public TestRedis master() {
        return nodes.get(holder);
    }

    /** Its replica. */
    public TestRedis replica() {
        return nodes.get(MASTERS);
    }

    /** Masters that have other slots. */
    public List<TestRedis> others() {
        return nodes.stream()
                .filter(node -> node != master() && node != replica())
                .toList();
    }

    /** Sends a command to one node, and gives its answer in words; empty where there is none. */
    public String ask(TestRedis node, Command command, Object... arguments) {
        Redis admin = Redis.createClient(vertx, node.uri());
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        try {
            return String.valueOf(get(admin.send(request)));
        } catch (Exception e) {
            return "";
        } finally {
            admin.close();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private void eventually(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            get(vertx.timer(50));
        }
    }

    @Override
    public void close() throws IOException {
        for (TestRedis node : nodes) {
            node.close();
        }
    }
}
