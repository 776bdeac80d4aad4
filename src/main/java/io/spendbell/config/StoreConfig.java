package io.spendbell.config;

import java.nio.file.Path;

/** Where claims, outbox, ledger and ids live. */
public sealed interface StoreConfig {

    /** Nothing outlives the process. */
    record Memory() implements StoreConfig {}

    /**
     * A file of this process's own.
     *
     * @param file its path; missing folders are made when it is opened
     * @param sync what a commit survives
     */
    record Embedded(Path file, Sync sync) implements StoreConfig {
        public static final Path DEFAULT_FILE = Path.of("data", "spendbell.db");
    }

    /**
     * A Redis that replicas share.
     *
     * @param namespace what tells this deployment from others on the same Redis
     */
    record Redis(RedisConfig redis, String namespace) implements StoreConfig {
        public static final String DEFAULT_NAMESPACE = "spendbell";
    }

    /** What a commit of the embedded store survives. */
    enum Sync {
        /** The end of the process, however it ends. */
        OS,
        /** A loss of power: each commit is forced to the disk. */
        DISK
    }
}
