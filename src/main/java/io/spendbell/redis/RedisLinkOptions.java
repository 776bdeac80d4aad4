package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long a link waits.
 *
 * @param connectTimeout for a connection that can be used, greeting and all
 * @param commandTimeout for the answer to a command; afterwards the connection is given up
 * @param firstPause the longest pause before the first attempt to come back; it doubles
 * @param longestPause the longest pause of all
 */
public record RedisLinkOptions(
        Duration connectTimeout, Duration commandTimeout, Duration firstPause, Duration longestPause) {

    public static final RedisLinkOptions STANDARD = new RedisLinkOptions(
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(2));

    private static final int COMMANDS_UNDER_WAY = 65_536;

    /**
     * How a client is made. Sentinels, and nodes of a cluster, are asked one after the other which server it is to be, and one that hangs
     * takes all the time that there is to connect: so with each attempt another one is the first.
     */
    RedisOptions forClient(RedisConfig config, int attempt) {
        RedisOptions options = new RedisOptions()
                .setType(
                        switch (config.mode()) {
                            case STANDALONE -> RedisClientType.STANDALONE;
                            case SENTINEL -> RedisClientType.SENTINEL;
                            case CLUSTER -> RedisClientType.CLUSTER;
                        })
                .setMaxPoolSize(config.mode() == RedisConfig.Mode.STANDALONE ? 1 : 16)
                .setMaxWaitingHandlers(COMMANDS_UNDER_WAY)
                .setNetClientOptions(netOptions(config))
                .setUser(config.user())
                .setPassword(config.password())
                .setEndpoints(beginningWith(attempt, config.addresses()));
        if (config.master() != null) {
            options.setMasterName(config.master()).setRole(RedisRole.MASTER);
        }
        return options;
    }

    /** As {@link #forClient}, for listening: in Cluster any one node hears what is said at any other, and each has its turn. */
    RedisOptions forListening(RedisConfig config, int attempt) {
        if (config.mode() != RedisConfig.Mode.CLUSTER) {
            return forClient(config, attempt);
        }
        return forClient(config, attempt)
                .setType(RedisClientType.STANDALONE)
                .setEndpoints(beginningWith(attempt, config.addresses()).subList(0, 1));
    }

    private static List<String> beginningWith(int attempt, List<String> addresses) {
        List<String> turned = new ArrayList<>(addresses);
        Collections.rotate(turned, -Math.floorMod(attempt, turned.size()));
        return turned;
    }

    private NetClientOptions netOptions(RedisConfig config) {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        if (config.isTls()) {
            options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            if (config.ca() != null) {
                options.setTrustOptions(
                        new PemTrustOptions().addCertPath(config.ca().toString()));
            }
            if (config.identity() != null) {
                options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(config.identity().cert().toString())
                        .addKeyPath(config.identity().key().toString()));
            }
        }
        return options;
    }
}
