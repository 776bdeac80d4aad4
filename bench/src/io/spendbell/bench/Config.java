package io.spendbell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The configurations that are measured: the defaults, but for ports, destination, store and the pauses between flushes. */
final class Config {
    private Config() {}

    /** For full load. */
    static Path load(Path folder, String sink, String store) throws IOException {
        return write(
                folder,
                sink,
                store == null ? quoted("file:" + folder.resolve("load.db")) : shared(store),
                "flush_interval: 1");
    }

    /** A Redis is used in a namespace of the run's own: what an earlier run has claimed there would not ring again. */
    private static String shared(String store) {
        if (!store.startsWith("redis")) {
            return quoted(store);
        }
        String namespace = "bench-" + UUID.randomUUID();
        System.out.printf(
                "in Redis under {%1$s}:*, which stays there: redis-cli --scan --pattern '{%1$s}:*' | xargs redis-cli unlink%n",
                namespace);
        return "{ uri: " + quoted(store) + ", namespace: " + namespace + " }";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    /** For single alerts: each is posted at once. */
    static Path each(Path folder, String sink) throws IOException {
        Path store = Files.createTempDirectory(folder, "start").resolve("spendbell.db");
        return write(folder, sink, quoted("file:" + store), "batch_size: 1");
    }

    private static Path write(Path folder, String sink, String store, String flush) throws IOException {
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: %s
                  ingest:
                    tcp: { host: 127.0.0.1, port: 0 }
                    http: { host: 127.0.0.1, port: 0 }
                  delivery:
                    %s
                    allowed_hosts: [127.0.0.1]
                    destinations:
                      sink: { type: webhook, url: "%s" }
                  budgets:
                    - { name: %s, entity: key, id: "*", max_budget: %s, duration: 1mo, max_entities: 1000000 }
                """.formatted(
                        store, flush, sink, Workload.LEDGER_NAME, Workload.dollars(Workload.LEDGER_BUDGET)));
    }
}
