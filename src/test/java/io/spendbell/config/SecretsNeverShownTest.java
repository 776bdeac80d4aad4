package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is secret in these configurations has {@code s3cret} in it, which is then looked for in everything that is shown. */
class SecretsNeverShownTest {
    private static final String NEEDLE = "s3cret";
    private static final String FULL_OF_SECRETS = """
            general_settings:
              alerting: [slack, webhook, finops]
              alert_to_webhook_url:
                budget_alerts: ["https://hooks.slack.com/s3cret-1", os.environ/URL]
            spendbell:
              store: { uri: "redis://u:s3cret-11@redis", mode: cluster, nodes: ["redis://two"] }
              ingest:
                redis: { uri: "redis://:s3cret-12@redis", channels: [spend] }
                tcp: { token: s3cret-3 }
                http: { token: "${TOKEN}-s3cret-4b", admin_token: "${TOKEN}-s3cret-4" }
              delivery:
                destinations:
                  finops: { type: slack, url: "https://hooks.slack.com/s3cret-5" }
                  hook: { type: webhook, url: "https://x.example.com/?key=s3cret-6", secret: %s }
            """;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "URL", "https://hooks.slack.com/s3cret-7",
            "TOKEN", "s3cret-8",
            "SLACK_WEBHOOK_URL", "https://hooks.slack.com/s3cret-9",
            "WEBHOOK_URL", "https://x.example.com/s3cret-10");

    /** It is base64 all the way, and has the needle in it. */
    private static final String SIGNING = "whsec_s3cret00s3cret00s3cret00s3cret00";

    static Stream<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources", "config"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @Test
    void a_configuration_prints_without_its_secrets() {
        LoadResult result = ConfigLoader.parse("x", FULL_OF_SECRETS.formatted(SIGNING), ENVIRONMENT, Deployment.DAEMON);

        SpendbellConfig config = result.orThrow();
        assertThat(config.toString()).doesNotContain(NEEDLE).contains("***");
        assertThat(result.toString()).doesNotContain(NEEDLE);
        assertThat(config.delivery().destinations()).hasSize(6);
        assertThat(Stream.of(config.ingest().http()).map(http -> http == null ? null : http.adminToken()))
                .containsExactly(Secret.of("s3cret-8-s3cret-4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'https://", "s3cret", "[", "{ a: ", "\"https://u:s3cret@x\"", "no", "5"})
    void faults_do_not_show_secrets(String broken) {
        String yaml = FULL_OF_SECRETS.formatted(SIGNING);
        for (String key : List.of("token: ", "admin_token: ", "url: ", "secret: ", "alerting: ", "uri: ", "nodes: ")) {
            LoadResult result =
                    ConfigLoader.parse("x", yaml.replace(key, key + broken), ENVIRONMENT, Deployment.DAEMON);

            assertThat(result.toString()).as(key + broken).doesNotContain(NEEDLE + "-");
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void fixtures_show_no_secret(Path fixture) {
        Map<String, String> environment = Map.of("PORT", NEEDLE, "SLACK_WEBHOOK_URL", "http://localhost/s3cret");

        LoadResult result = ConfigLoader.load(fixture, environment);

        assertThat(result.toString()).doesNotContain(NEEDLE);
    }

    @Test
    void a_secret_equals_what_has_the_same_content_only() {
        Secret secret = Secret.of("a");

        assertThat(secret).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
        assertThat(secret).isNotEqualTo(Secret.of("b")).hasToString("***");
        assertThat(secret.reveal()).isEqualTo("a");
    }
}
