package io.spendbell.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is.
 *
 * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss:} for TLS; with Sentinel the first
 *     sentinel, in Cluster the first node. Its user, password and database hold for all
 * @param master the name of the master that the sentinels watch; null elsewhere
 * @param nodes further sentinels or nodes, in the form of {@code uri}, but with neither user nor database
 * @param ca a PEM file with the certificates that are trusted; null trusts those of the platform
 * @param identity what a server is shown that asks its clients for a certificate; null shows none
 */
public record RedisConfig(
        Secret uri,
        Mode mode,
        @Nullable String master,
        List<Secret> nodes,
        @Nullable Path ca,
        @Nullable Identity identity) {

    /** How the servers stand to each other. */
    public enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    /**
     * A certificate of this daemon's own, both as PEM files.
     *
     * @param cert the certificate, and its chain
     * @param key its private key
     */
    public record Identity(Path cert, Path key) {}

    public RedisConfig {
        nodes = List.copyOf(nodes);
        if ((mode == Mode.SENTINEL) != (master != null)) {
            throw new IllegalArgumentException("master: " + master + " (expected: one with Sentinel, none elsewhere)");
        }
        parsed(uri);
        nodes.forEach(RedisConfig::parsed);
    }

    /** Without a certificate of this daemon's own. */
    public RedisConfig(Secret uri, Mode mode, @Nullable String master, List<Secret> nodes, @Nullable Path ca) {
        this(uri, mode, master, nodes, ca, null);
    }

    public static RedisConfig standalone(String uri) {
        return new RedisConfig(Secret.of(uri), Mode.STANDALONE, null, List.of(), null);
    }

    public boolean isTls() {
        return url().isTls();
    }

    /** Host and port of the first node, and of how many it is the first: what may be shown. */
    public String shown() {
        String first = url().host() + ":" + url().port();
        return nodes.isEmpty() ? first : first + " (first of " + (nodes.size() + 1) + ")";
    }

    /** Who logs in; null is the user {@code default}. */
    public @Nullable String user() {
        return url().user();
    }

    /** The password, as it is sent; null where nobody logs in. */
    public @Nullable String password() {
        return url().password();
    }

    /** The URLs of all nodes that are named, the first one first, without user and password; with the database unless it is 0. */
    public List<String> addresses() {
        String database = url().database() == 0 ? "" : "/" + url().database();
        return Stream.concat(Stream.of(uri), nodes.stream())
                .map(RedisConfig::parsed)
                .map(node -> node.scheme() + "://" + node.host() + ":" + node.port() + database)
                .toList();
    }

    private RedisUrl url() {
        return parsed(uri);
    }

    private static RedisUrl parsed(Secret uri) {
        try {
            return RedisUrl.of(uri.reveal());
        } catch (RedisUrl.Unfit e) {
            throw new IllegalArgumentException("uri: " + Secret.SHOWN + " (expected: " + e.rule() + ")", e);
        }
    }
}
