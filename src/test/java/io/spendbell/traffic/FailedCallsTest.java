package io.spendbell.traffic;

import static io.spendbell.traffic.Calls.NOW;
import static io.spendbell.traffic.Calls.at;
import static io.spendbell.traffic.Calls.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that failed. */
class FailedCallsTest {
    private static final EntityFields DEP = at("dep-01", "gpt-5", "https://eu.example.com");

    private final FailedCalls failed = new FailedCalls(ZoneOffset.UTC);
    private final CountedCalls counted = new CountedCalls(failed);

    @Test
    void the_first_failure_of_a_kind_is_told_with_what_went_wrong() {
        TrafficFinding finding = failed.first(failed(503, "ServiceUnavailableError", DEP, NOW), NOW);

        assertThat(finding).isNotNull();
        assertThat(finding.type()).isEqualTo(AlertType.LLM_EXCEPTIONS);
        assertThat(finding.level()).isEqualTo(Level.HIGH);
        assertThat(finding.message())
                .isEqualTo("LLM API call failed: ServiceUnavailableError (503): it broke. Request Model: gpt-5,"
                        + " API Base: https://eu.example.com. More failures like it are counted, and told at 10, 100,"
                        + " 1,000 … within the hour.");
    }

    @Test
    void failures_of_one_place_and_name_share_an_occasion_within_an_hour() {
        TrafficFinding first = failed.first(failed(503, "Unavailable", DEP, NOW), NOW);
        TrafficFinding later = failed.first(failed(503, "Unavailable", DEP, NOW.plusSeconds(1_000)), NOW);
        TrafficFinding nextHour =
                failed.first(failed(503, "Unavailable", DEP, NOW.plusSeconds(3_600)), NOW.plusSeconds(3_600));
        TrafficFinding another = failed.first(failed(429, "RateLimitError", DEP, NOW), NOW);
        TrafficFinding elsewhere = failed.first(failed(503, "Unavailable", at("dep-02", "gpt-5", null), NOW), NOW);

        assertThat(first).isNotNull();
        assertThat(later).isNotNull().extracting(TrafficFinding::key).isEqualTo(first.key());
        assertThat(List.of(nextHour, another, elsewhere))
                .doesNotContainNull()
                .extracting(TrafficFinding::key)
                .doesNotHaveDuplicates()
                .doesNotContain(first.key());
    }

    @Test
    void a_storm_of_failures_is_told_at_ten_a_hundred_a_thousand() {
        CallEvent failure = failed(503, "ServiceUnavailableError", DEP, NOW);

        for (int i = 0; i < 2_500; i++) {
            counted.count(failure);
        }

        assertThat(counted.told).extracting(Notice::level).containsOnly(Level.HIGH);
        assertThat(counted.messages())
                .containsExactly(
                        "LLM API calls fail: 10 calls failed with ServiceUnavailableError (503) since Tue 1 Sep 2026,"
                                + " 12:00:00 UTC. Request Model: gpt-5, API Base: https://eu.example.com.",
                        "LLM API calls fail: 100 calls failed with ServiceUnavailableError (503) since Tue 1 Sep 2026,"
                                + " 12:00:00 UTC. Request Model: gpt-5, API Base: https://eu.example.com.",
                        "LLM API calls fail: 1,000 calls failed with ServiceUnavailableError (503) since Tue 1 Sep"
                                + " 2026, 12:00:00 UTC. Request Model: gpt-5, API Base: https://eu.example.com.");
    }

    @Test
    void the_count_begins_anew_in_each_hour() {
        for (int i = 0; i < 9; i++) {
            counted.count(failed(503, null, DEP, NOW));
            counted.count(failed(503, null, DEP, NOW.plus(Duration.ofHours(1))));
        }
        assertThat(counted.told).isEmpty();

        counted.count(failed(503, null, DEP, NOW.plus(Duration.ofHours(1))));

        assertThat(counted.messages()).hasSize(1).first().asString().contains("10 calls failed with status 503 since");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BudgetExceededError",
                "HTTPException",
                "ProxyException",
                "ProxyModelNotFoundError",
                "KeyNotFoundError",
                "TeamNotFoundError",
                "ModelAccessDeniedProxyException",
                "ModelAccessDeniedHTTPException"
            })
    void what_the_gateway_refused_itself_is_neither_told_nor_counted(String errorClass) {
        CallEvent refused = failed(429, errorClass, DEP, NOW);

        counted.count(refused);

        assertThat(failed.first(refused, NOW)).isNull();
        for (int i = 0; i < 20; i++) {
            counted.count(refused);
        }
        assertThat(counted.told).isEmpty();
    }

    @Test
    void a_gateway_that_fails_itself_is_told_once_whatever_model_was_asked_for() {
        TrafficFinding finding = failed.first(failed(503, "HTTPException", DEP, NOW), NOW);
        TrafficFinding another = failed.first(failed(503, "HTTPException", at(null, "made-up", null), NOW), NOW);

        assertThat(finding).isNotNull();
        assertThat(another).isNotNull().extracting(TrafficFinding::key).isEqualTo(finding.key());
        assertThat(finding.key().entity()).isEqualTo(Entity.PROXY);
        assertThat(finding.fields().deploymentId()).isNull();
        assertThat(finding.fields().keyAlias()).isEqualTo("billing-bot");
        assertThat(finding.message())
                .startsWith("LLM API call failed: HTTPException (503): it broke. It failed in the gateway, at no model."
                        + " More failures");
        for (int i = 0; i < 10; i++) {
            counted.count(failed(503, "HTTPException", at("dep-" + i, "m" + i, null), NOW));
        }
        assertThat(counted.messages())
                .containsExactly("LLM API calls fail: 10 calls failed with HTTPException (503) since Tue 1 Sep 2026,"
                        + " 12:00:00 UTC. They failed in the gateway, at no model.");
        assertThat(counted.told.get(0).key().entity()).isEqualTo(Entity.PROXY);
    }

    @Test
    void a_failure_without_name_or_place_is_told_too() {
        TrafficFinding finding =
                failed.first(failed(CallFailure.of(null, null, null), at(null, null, null), null), NOW);

        assertThat(finding).isNotNull();
        assertThat(finding.message()).startsWith("LLM API call failed: an error without a name. More");
    }

    @Test
    void a_long_error_is_told_by_its_beginning() {
        TrafficFinding finding = failed.first(failed(CallFailure.of(500, "E", "x".repeat(4_000)), DEP, NOW), NOW);

        assertThat(finding).isNotNull();
        assertThat(finding.message()).contains("x".repeat(299) + "…").hasSizeLessThan(600);
    }

    @Test
    void a_failure_of_long_ago_is_not_told() {
        assertThat(failed.first(failed(503, "E", DEP, NOW.minus(Duration.ofHours(3))), NOW))
                .isNull();
        assertThat(failed.first(failed(503, "E", DEP, NOW.minus(Duration.ofHours(1))), NOW))
                .isNotNull();
    }

    @Test
    void names_with_line_breaks_and_bars_are_counted_like_others() {
        for (int i = 0; i < 10; i++) {
            counted.count(failed(500, "a\nb|c", at("d\ne|f", null, null), NOW));
        }

        assertThat(counted.messages()).hasSize(1).first().asString().contains("with a b/c (500)");
    }
}
