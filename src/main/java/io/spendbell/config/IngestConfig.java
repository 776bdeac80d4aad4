package io.spendbell.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways in.
 *
 * @param tcp null where TCP is off
 * @param http null where HTTP is off
 * @param redis null where neither channels nor streams are read
 */
public record IngestConfig(
        @Nullable Tcp tcp,
        @Nullable Http http,
        EventBus eventBus,
        @Nullable Redis redis,
        Dedup dedup) {

    static final Bounds PORT = Bounds.whole(0, 65_535);

    /**
     * The TCP listener.
     *
     * @param host the address that it binds to
     * @param port 0 takes any free port
     * @param token what a connection's first line must show; null asks for none
     * @param tls null speaks plainly
     * @param maxLineBytes the longest line; a longer one is rejected
     * @param maxConnections how many connections may be open at a time
     */
    public record Tcp(
            String host,
            int port,
            @Nullable Secret token,
            @Nullable Tls tls,
            int maxLineBytes,
            int maxConnections) {
        static final Bounds MAX_LINE_BYTES = Bounds.whole(1024, 16 * 1024 * 1024);
        static final Bounds MAX_CONNECTIONS = Bounds.whole(1, 100_000);

        public static final Tcp DEFAULT = new Tcp("127.0.0.1", 7781, null, null, 65_536, 1024);

        public Tcp {
            PORT.checked("port", port);
            MAX_LINE_BYTES.checked("max_line_bytes", maxLineBytes);
            MAX_CONNECTIONS.checked("max_connections", maxConnections);
        }
    }

    /** A certificate (with its chain) and its private key, both PEM files. */
    public record Tls(Path cert, Path key) {}

    /**
     * The HTTP listener.
     *
     * @param host the address that it binds to
     * @param port 0 takes any free port
     * @param token what a request must show that brings events; null asks for none
     * @param adminToken what any other request must show, but for health and metrics; null asks for none
     * @param maxBodyBytes the longest body, inflated or not; a longer one is refused
     * @param insecure whether listeners may be reached from other machines without a token
     * @param spool where what LiteLLM sends waits while the store is away; null where it is never away, or nothing is to be kept so
     */
    public record Http(
            String host,
            int port,
            @Nullable Secret token,
            @Nullable Secret adminToken,
            int maxBodyBytes,
            boolean insecure,
            @Nullable Spool spool) {
        static final Bounds MAX_BODY_BYTES = Bounds.whole(1024, 1024 * 1024 * 1024);

        public static final Http DEFAULT = new Http("127.0.0.1", 7780, null, null, 32 * 1024 * 1024, false, null);

        public Http {
            PORT.checked("port", port);
            MAX_BODY_BYTES.checked("max_body_bytes", maxBodyBytes);
        }
    }

    /**
     * A queue on local disk.
     *
     * @param path its folder, of this daemon alone
     * @param maxBytes the most room that its files may take
     * @param isAsked whether the folder was asked for, so that the daemon does not run without it
     */
    public record Spool(Path path, long maxBytes, boolean isAsked) {
        static final Bounds MAX_BYTES = Bounds.whole(0, 1L << 40);

        public static final Spool DEFAULT = new Spool(Path.of("data", "spool"), 256L << 20, false);
    }

    /** Vert.x's event bus: the address at which events are taken. */
    public record EventBus(String address) {
        /** Where alerts are published: what is published there must not come in again. */
        public static final String ALERTS = "spendbell.alerts";

        static final String RULE = "another address than the one at which alerts are published";

        public static final EventBus DEFAULT = new EventBus("spendbell.events");

        public EventBus {
            if (address.equals(ALERTS)) {
                throw new IllegalArgumentException("address: " + address + " (expected: " + RULE + ")");
            }
        }
    }

    /**
     * Channels of Redis's publish and subscribe, and streams.
     *
     * @param server where they are
     * @param channels their names
     * @param streams null where none is read
     */
    public record Redis(
            RedisConfig server,
            List<String> channels,
            @Nullable Streams streams) {}

    /**
     * Streams that replicas share the entries of.
     *
     * @param names their keys; at least one
     * @param group the consumer group
     * @param trim whether entries are taken off that every group has acknowledged
     */
    public record Streams(List<String> names, String group, boolean trim) {
        public static final String DEFAULT_GROUP = "spendbell";
    }

    /**
     * The memory of events' ids.
     *
     * @param window how long an id is remembered
     * @param maxIds how many are remembered at most; the oldest are forgotten first
     */
    public record Dedup(Duration window, int maxIds) {
        static final Bounds WINDOW = Bounds.decimal("1", "2592000");
        static final Bounds MAX_IDS = Bounds.whole(1, 10_000_000);

        public static final Dedup DEFAULT = new Dedup(Duration.ofMinutes(10), 1_000_000);

        public Dedup {
            WINDOW.checked("window", window);
            MAX_IDS.checked("max_ids", maxIds);
        }
    }
}
