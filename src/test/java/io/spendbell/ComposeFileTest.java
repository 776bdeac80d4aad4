package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of Compose that {@code docker-compose.yml} must keep for it to be loaded at all. */
class ComposeFileTest {
    private static Map<String, Map<?, ?>> services() throws Exception {
        return stringKeys(ComposeFile.at("services"));
    }

    @SuppressWarnings("unchecked")
    private static <T> Map<String, T> stringKeys(Object mapping) {
        return (Map<String, T>) mapping;
    }

    @Test
    void runs_redis_and_two_replicas() throws Exception {
        assertThat(services()).containsOnlyKeys("redis", "spendbell-1", "spendbell-2");
        assertThat(ComposeFile.load().keySet())
                .allSatisfy(key -> assertThat(key.toString()).matches("services|volumes|x-.+"));
    }

    @TestFactory
    List<DynamicTest> each_service_is_as_compose_wants_it() throws Exception {
        return services().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> check(each.getValue())))
                .toList();
    }

    private static void check(Map<?, ?> service) throws Exception {
        isAHealthCheck(((Map<?, ?>) service.get("healthcheck")).get("test"));
        for (String list : List.of("command", "entrypoint", "ports", "volumes", "tmpfs")) {
            if (service.containsKey(list)) {
                assertThat((List<?>) service.get(list)).as(list).isNotEmpty().allMatch(String.class::isInstance, list);
            }
        }
        assertThat(stringKeys(service.get("environment")).values())
                .as("environment: booleans must be quoted")
                .allMatch(value -> value == null || value instanceof String || value instanceof Number);
        for (Object volume : (List<?>) service.get("volumes")) {
            String source = volume.toString().split(":", 2)[0];
            if (!source.startsWith(".") && !source.startsWith("/")) {
                assertThat(stringKeys(ComposeFile.at("volumes"))).containsKey(source);
            }
        }
        if (service.get("depends_on") != null) {
            Map<String, Map<?, ?>> others = stringKeys(service.get("depends_on"));
            assertThat(services()).containsKeys(others.keySet().toArray(String[]::new));
            assertThat(others.values())
                    .extracting(other -> other.get("condition"))
                    .allMatch(List.of("service_started", "service_healthy")::contains);
        }
    }

    private static void isAHealthCheck(Object test) {
        List<?> words = (List<?>) test;
        assertThat(words).hasSizeGreaterThan(1).allMatch(String.class::isInstance, "a text, not a mapping");
        assertThat(words.get(0)).isIn("CMD", "CMD-SHELL");
        if (words.get(0).equals("CMD-SHELL")) {
            assertThat(words).hasSize(2);
        }
    }
}
