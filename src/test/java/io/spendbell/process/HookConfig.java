package io.spendbell.process;

import io.spendbell.simulator.SlackSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of a daemon that counts what teams spend and posts every alert to one webhook, called {@code hook}. */
final class HookConfig {
    /** More than any test spends but by {@link #BEYOND_IT}. */
    static final long NEVER_REACHED = 3_900_000_000L;

    /** What one event may cost to be over that by itself, in US dollars. */
    static final long BEYOND_IT = 4_000_000_000L;

    private HookConfig() {}

    /**
     * Writes it into a folder.
     *
     * @param store a URI, or a flow of YAML
     * @param redisIngest what is read of Redis, as a flow of YAML, or nothing
     */
    static Path write(Path folder, String store, SlackSimulator receiver, long maxBudget, String redisIngest)
            throws IOException {
        return write(folder, store, "webhook", receiver.plainUrl(), maxBudget, redisIngest);
    }

    static Path write(Path folder, String store, String type, String url, long maxBudget, String redisIngest)
            throws IOException {
        String redis = redisIngest.isEmpty() ? "" : ", redis: " + redisIngest;
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: %s
                  ingest: { tcp: { port: 0 }, http: { port: 0 }, dedup: { window: 3600 }%s }
                  delivery:
                    flush_interval: 0.1
                    allowed_hosts: [127.0.0.1]
                    destinations: { hook: { type: %s, url: "%s" } }
                    routes: [{ match: {}, to: [hook] }]
                  budgets: [{ name: teams, entity: team, id: "*", max_budget: %d, thresholds: [1.0] }]
                """.formatted(
                        store.startsWith("{") ? store : "\"" + store + "\"", redis, type, url, maxBudget));
    }
}
