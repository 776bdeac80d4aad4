package io.spendbell.traffic;

import static io.spendbell.traffic.Calls.NOW;
import static io.spendbell.traffic.Calls.answered;
import static io.spendbell.traffic.Calls.at;
import static io.spendbell.traffic.Calls.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that were answered and took too long. */
class SlowCallsTest {
    private static final Duration THRESHOLD = Duration.ofSeconds(300);

    private final SlowCalls slow = new SlowCalls(THRESHOLD);

    @Test
    void a_call_over_the_threshold_is_told_with_where_it_went_and_what_its_caller_wants_to_see() {
        TrafficFinding finding = slow.judge(answered(
                Duration.ofMillis(301_234), at("dep-01", "gpt-5", "https://eu.example.com"), Map.of("hello", "world")));

        assertThat(finding).isNotNull();
        assertThat(finding.type()).isEqualTo(AlertType.LLM_TOO_SLOW);
        assertThat(finding.level()).isEqualTo(Level.LOW);
        assertThat(finding.entity()).isEqualTo(new Entity(EntityKind.DEPLOYMENT, "dep-01"));
        assertThat(finding.fields().keyAlias()).isEqualTo("billing-bot");
        assertThat(finding.message())
                .isEqualTo("Responses are slow - 301.23s response time > Alerting threshold: 300.00s."
                        + " Request Model: gpt-5, API Base: https://eu.example.com. Alerting Metadata: hello: world.");
    }

    @Test
    void each_slow_call_is_an_alert_of_its_own() {
        TrafficFinding finding = slow.judge(answered(Duration.ofSeconds(400), at(null, null, null), Map.of()));

        assertThat(finding).isNotNull();
        assertThat(finding.key()).isNull();
        assertThat(finding.entity()).isEqualTo(Entity.PROXY);
        assertThat(finding.message())
                .isEqualTo("Responses are slow - 400.00s response time > Alerting threshold: 300.00s.");
    }

    @Test
    void a_call_that_takes_just_as_long_as_it_may_is_not_slow_and_neither_is_one_whose_time_is_not_known() {
        assertThat(slow.judge(answered(THRESHOLD, at("d", "m", null), Map.of())))
                .isNull();
        assertThat(slow.judge(answered(THRESHOLD.plusNanos(1), at("d", "m", null), Map.of())))
                .isNotNull();
        assertThat(slow.judge(answered(null, at("d", "m", null), Map.of()))).isNull();
    }

    @Test
    void a_failure_is_told_as_such_and_not_as_slow() {
        assertThat(slow.judge(failed(500, "Timeout", at("d", "m", null), NOW))).isNull();
    }

    @Test
    void of_much_metadata_only_the_beginning_is_told() {
        Map<String, String> metadata = new LinkedHashMap<>();
        IntStream.range(0, 64).forEach(i -> metadata.put("name" + i, "v".repeat(4_000)));

        TrafficFinding finding = slow.judge(answered(Duration.ofHours(1), at("d", "m", null), metadata));

        assertThat(finding).isNotNull();
        assertThat(finding.message())
                .contains("name9: ")
                .doesNotContain("name10: ")
                .hasSizeLessThan(2_500);
    }
}
