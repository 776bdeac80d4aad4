package io.spendbell.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is.
 *
 * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss:} for TLS; with Sentinel or in Cluster
 *     the first node
 * @param master the name of the master that the sentinels watch; null elsewhere
 * @param nodes further sentinels or nodes, in the form of {@code uri}
 * @param ca a PEM file with the certificates that are trusted; null trusts those of the platform
 */
public record RedisConfig(
        Secret uri,
        Mode mode,
        @Nullable String master,
        List<Secret> nodes,
        @Nullable Path ca) {

    /** How the servers stand to each other. */
    public enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    public static RedisConfig standalone(String uri) {
        return new RedisConfig(Secret.of(uri), Mode.STANDALONE, null, List.of(), null);
    }

    public boolean isTls() {
        return uri.reveal().startsWith("rediss:");
    }

    /** Host and port of the first node: what may be shown. */
    public String shown() {
        URI parsed = URI.create(uri.reveal());
        return parsed.getHost() + ":" + (parsed.getPort() < 0 ? 6379 : parsed.getPort());
    }

    /** The password in the URI, as it is sent; null where there is none. */
    public @Nullable String password() {
        String user = URI.create(uri.reveal()).getUserInfo();
        int colon = user == null ? -1 : user.indexOf(':');
        return user == null || colon < 0 || colon == user.length() - 1 ? null : user.substring(colon + 1);
    }
}
