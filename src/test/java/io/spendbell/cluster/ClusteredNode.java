package io.spendbell.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.spendbell.SpendbellVerticle;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A process with a clustered Vert.x in which Spendbell is deployed; it ends when its input does. */
public final class ClusteredNode {
    private ClusteredNode() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments the configuration's text
     */
    public static void main(String[] arguments) throws Exception {
        HazelcastClusterManager manager = new HazelcastClusterManager(loopback());
        Vertx vertx = get(start(manager));
        String spendbell = get(vertx.deployVerticle(
                new SpendbellVerticle(ConfigLoader.parse("argument", arguments[0], Map.of(), Deployment.VERTICLE)
                        .orThrow())));
        int port = manager.getHazelcastInstance()
                .getCluster()
                .getLocalMember()
                .getAddress()
                .getPort();
        System.out.println("member listens on " + port);
        while (System.in.read() >= 0) {
            // Whoever started the process holds its input open.
        }
        get(vertx.undeploy(spendbell));
        get(vertx.close());
    }

    static Future<Vertx> start(HazelcastClusterManager manager) {
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        return Vertx.builder().with(options).withClusterManager(manager).buildClustered();
    }

    /** A member that looks for no others but those that it is told, on this machine. */
    static Config loopback(String... members) {
        Config config = new Config();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        for (String member : members) {
            join.getTcpIpConfig().addMember(member);
        }
        return config;
    }

    private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
