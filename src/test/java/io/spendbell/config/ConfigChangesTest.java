package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigChangesTest {
    private static ConfigChanges between(String before, String after) {
        return ConfigChanges.between(config(before), config(after));
    }

    private static SpendbellConfig config(String yaml) {
        return ConfigLoader.parse(
                        "test", yaml, Map.of("SLACK_WEBHOOK_URL", "https://hooks.slack.com/s3cret"), Deployment.DAEMON)
                .orThrow();
    }

    private static List<String> faults(String before, String after) {
        return between(before, after).faults().stream()
                .map(fault -> fault.path() + ": " + fault.value())
                .toList();
    }

    @Test
    void the_same_configuration_changes_nothing() {
        String yaml = """
            general_settings: { alerting: [slack] }
            spendbell:
              store: "redis://me:pw@redis:6379"
              budgets: [{ entity: team, id: "pay*", max_budget: 1, duration: 1mo, thresholds: [0.5] }]
              delivery: { routes: [{ match: { team_id: "a*" }, to: [slack] }] }
            """;

        assertThat(between(yaml, yaml)).isEqualTo(new ConfigChanges(List.of(), List.of()));
    }

    @Test
    void says_in_words_what_changes_and_shows_no_value() {
        assertThat(between("{}", """
            general_settings: { alerting: [slack], alert_types: [] }
            spendbell:
              environment: staging
              public_url: https://here
              timezone: Europe/Berlin
              thresholds: { default: [0.5] }
              shutdown_timeout: 3
              notices: { budget_reset: true }
              budgets: [{ name: pay, entity: team, id: pay, max_budget: 1 }]
              delivery:
                flush_interval: 3
                batch_size: 4
                allowed_hosts: [hooks.slack.com]
                routes: [{ match: { team_id: a }, to: [slack] }]
            """).told())
                .containsExactly(
                        "alert_types",
                        "notices",
                        "environment",
                        "public_url",
                        "timezone",
                        "flush_interval",
                        "batch_size",
                        "destinations: slack added; console removed",
                        "allowed_hosts",
                        "routes",
                        "where other alerts go",
                        "thresholds",
                        "budgets: pay added",
                        "shutdown_timeout");
    }

    @Test
    void names_what_cannot_change_as_it_is_called_in_the_file() {
        assertThat(faults("{}", "spendbell: { store: memory }")).containsExactly("spendbell.store: memory");
        assertThat(faults("{}", "spendbell: { store: \"file:b.db\", store_sync: disk }"))
                .containsExactly("spendbell.store: b.db", "spendbell.store_sync: disk");
        assertThat(faults("{}", "spendbell: { store: \"redis://me:s3cret@redis\" }"))
                .containsExactly("spendbell.store: redis at redis:6379");
        assertThat(faults(
                        "spendbell: { store: \"redis://redis\" }",
                        "spendbell: { store: { uri: \"redis://me:s3cret@redis\", namespace: b } }"))
                .containsExactly("spendbell.store.uri: ***", "spendbell.store.namespace: b");
        assertThat(faults(
                        "spendbell: { ingest: { redis: { uri: \"redis://a\", channels: [a] } } }",
                        "spendbell: { ingest: { redis: { uri: \"redis://b\", channels: [a, b] } } }"))
                .containsExactly("spendbell.ingest.redis.uri: ***", "spendbell.ingest.redis.channels: [a, b]");
        assertThat(faults(
                        "spendbell: { ingest: { redis: { uri: \"redis://a\", streams: [a] } } }",
                        "spendbell: { ingest: { redis: { uri: \"redis://a\", streams: [b], group: g, trim:"
                                + " false } } }"))
                .containsExactly(
                        "spendbell.ingest.redis.streams: [b]",
                        "spendbell.ingest.redis.group: g",
                        "spendbell.ingest.redis.trim: false");
        assertThat(faults(
                        "spendbell: { ingest: { redis: { uri: \"redis://a\", streams: [a] } } }",
                        "spendbell: { ingest: { redis: { uri: \"redis://a\", channels: [b] } } }"))
                .containsExactly("spendbell.ingest.redis.channels: [b]", "spendbell.ingest.redis.streams: nothing");
        assertThat(faults(
                        "{}",
                        "spendbell: { ingest: { tcp: { port: 1, max_line_bytes: 2048 }, http: { admin_token: t"
                                + " }, event_bus: { address: a } } }"))
                .containsExactly(
                        "spendbell.ingest.tcp.port: 1",
                        "spendbell.ingest.tcp.max_line_bytes: 2048",
                        "spendbell.ingest.http.admin_token: ***",
                        "spendbell.ingest.event_bus.address: a");
    }

    /** What is added here must be compared too: below store and ingest that happens by itself. */
    @Test
    void knows_every_component() {
        assertThat(components(SpendbellConfig.class))
                .containsExactly(
                        "environment",
                        "publicUrl",
                        "proxyUrl",
                        "zone",
                        "store",
                        "ingest",
                        "alerting",
                        "delivery",
                        "thresholds",
                        "budgets",
                        "notices",
                        "shutdownTimeout");
        assertThat(components(AlertingConfig.class))
                .containsExactly("types", "slowAfter", "spendReports", "digests", "args");
        assertThat(components(DeliveryConfig.class))
                .containsExactly(
                        "flushInterval",
                        "batchSize",
                        "destinations",
                        "allowedHosts",
                        "hostsListed",
                        "routes",
                        "defaultRoute",
                        "consoleForWantOfOthers");
    }

    private static Stream<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }
}
