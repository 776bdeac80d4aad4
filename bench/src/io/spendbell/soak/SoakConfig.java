package io.spendbell.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The configuration that is run: the defaults, but for ports, destinations, store, the pause between flushes and what ids are kept.
 *
 * @param folder of one replica's own
 * @param redis the URI of a Redis, or null for an embedded store in the folder
 */
record SoakConfig(Path folder, String slackUrl, String hookUrl, String redis, String namespace) {
    /** None of which can come into force: what is no YAML, unknown keys, wrong values, and what needs a restart. */
    private static final List<String> BROKEN = List.of(
            "spendbell: {\n",
            "spendbell: { stores: memory }\n",
            "spendbell: { delivery: { flush_interval: soon } }\n",
            "spendbell: { store: memory }\n");

    Path file() {
        return folder.resolve("spendbell.yaml");
    }

    /** Where an embedded store is. */
    Path storeFile() {
        return folder.resolve("soak.db");
    }

    void writeBroken(RandomGenerator random) throws IOException {
        Files.writeString(file(), BROKEN.get(random.nextInt(BROKEN.size())));
    }

    /** Versions differ in what may be changed while it runs: the pause between flushes, and a threshold that nothing reaches. */
    Path write(int version) throws IOException {
        String store = redis == null
                ? "\"file:" + storeFile() + "\""
                : "{ uri: \"" + redis + "\", namespace: " + namespace + " }";
        // Ids are kept for longer than any fault lasts, and for so short a time that a run of minutes reaches its
        // steady state.
        return Files.writeString(file(), """
                spendbell:
                  store: %s
                  ingest:
                    tcp: { host: 127.0.0.1, port: 0 }
                    http: { host: 127.0.0.1, port: 0 }
                    dedup: { window: 150 }
                    redis: { streams: [%s], channels: [%s] }
                  delivery:
                    flush_interval: %s
                    allowed_hosts: [127.0.0.1]
                    destinations:
                      slack: { type: slack, url: "%s" }
                      hook: { type: webhook, url: "%s" }
                    routes: [{ match: {}, to: [slack, hook] }]
                  budgets:
                    - { name: %s, entity: team, id: "*", max_budget: 4000000000, thresholds: [%s] }
                    - { name: %s, entity: customer, id: "*", max_budget: 1, thresholds: [1.0] }
                """.formatted(
                        store,
                        redis == null ? "" : "\"" + Stream.nameIn(namespace) + "\"",
                        redis == null ? "" : "\"" + Channel.nameIn(namespace) + "\"",
                        version % 2 == 0 ? "1" : "0.5",
                        slackUrl,
                        hookUrl,
                        Script.TEAMS,
                        version % 2 == 0 ? "1.0" : "0.9, 1.0",
                        Script.CUSTOMERS));
    }
}
