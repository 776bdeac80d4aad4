package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files that Spendbell comes with. */
class ExampleConfigTest extends ConfigFixture {
    @Test
    void the_example_needs_nothing_and_tells_the_console() {
        LoadResult result = ConfigLoader.load(Path.of("config", "spendbell.yaml"), Map.of());

        assertThat(result.faults()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        DeliveryConfig delivery = result.orThrow().delivery();
        assertThat(delivery.destinations()).containsExactly(entry("console", new DestinationConfig.Console("console")));
        assertThat(delivery.consoleForWantOfOthers()).isTrue();
    }

    @Test
    void the_example_for_replicas_wants_its_secrets_and_the_compose_file_hands_them_over() throws Exception {
        Path example = Path.of("config", "redis.yaml");
        Map<String, String> secrets =
                Map.of("REDIS_PASSWORD", "s3cret", "SPENDBELL_TOKEN", "t0ken", "SPENDBELL_ADMIN_TOKEN", "adm1n");

        LoadResult result = ConfigLoader.load(example, secrets);

        assertThat(result.faults()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        assertThat(result.orThrow().store())
                .isEqualTo(new StoreConfig.Redis(RedisConfig.standalone("redis://:s3cret@redis:6379"), "spendbell"));
        Map<String, String> withSlack = new HashMap<>(secrets);
        withSlack.put("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T/B/X");
        assertThat(ConfigLoader.load(example, withSlack).warnings())
                .singleElement()
                .asString()
                .contains("the Slack URL in the environment is not used; set it to [slack]");
        assertThat(ConfigLoader.load(example, Map.of()).faults())
                .extracting(Fault::rule)
                .hasSameElementsAs(secrets.keySet().stream()
                        .map(name -> "the environment variable " + name + ", set and not empty")
                        .toList());
        for (String replica : List.of("spendbell-1", "spendbell-2")) {
            Value.Entries environment = entries(Path.of("docker-compose.yml"), "services", replica, "environment");
            assertThat(environment.values().keySet()).containsAll(secrets.keySet());
        }
    }

    @Test
    void one_service_of_the_compose_file_builds_the_image_and_the_other_replica_waits_for_it() throws Exception {
        Path file = Path.of("docker-compose.yml");
        Value.Entries first = entries(file, "services", "spendbell-1");
        Value.Entries second = entries(file, "services", "spendbell-2");

        assertThat(first.values()).containsKey("build");
        assertThat(second.values()).doesNotContainKey("build").containsKeys("image", "pull_policy");
        assertThat(second.values().get("image"))
                .hasToString(String.valueOf(first.values().get("image")));
        assertThat(entries(file, "services", "spendbell-2", "depends_on").values())
                .containsOnlyKeys("redis", "spendbell-1");
    }
}
