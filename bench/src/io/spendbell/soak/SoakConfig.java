package io.spendbell.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration that is run: the defaults, but for ports, destinations, store, the pause between flushes and what ids are kept. */
final class SoakConfig {
    static final String STORE_FILE = "soak.db";

    private SoakConfig() {}

    /** @param redis the URI of a Redis, or null for an embedded store in {@code folder} */
    static Path write(Path folder, StandIn standIn, String redis, String namespace) throws IOException {
        String store = redis == null
                ? "\"file:" + folder.resolve(STORE_FILE) + "\""
                : "{ uri: \"" + redis + "\", namespace: " + namespace + " }";
        // Ids are kept for longer than any fault lasts, and for so short a time that a run of minutes reaches its
        // steady state.
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: %s
                  ingest:
                    tcp: { host: 127.0.0.1, port: 0 }
                    http: { host: 127.0.0.1, port: 0 }
                    dedup: { window: 150 }
                  delivery:
                    flush_interval: 1
                    allowed_hosts: [127.0.0.1]
                    destinations:
                      slack: { type: slack, url: "%s" }
                      hook: { type: webhook, url: "%s" }
                    routes: [{ match: {}, to: [slack, hook] }]
                  budgets:
                    - { name: %s, entity: team, id: "*", max_budget: 4000000000, thresholds: [1.0] }
                    - { name: %s, entity: customer, id: "*", max_budget: 1, thresholds: [1.0] }
                """.formatted(
                        store, standIn.slackUrl(), standIn.hookUrl(), Script.TEAMS, Script.CUSTOMERS));
    }
}
