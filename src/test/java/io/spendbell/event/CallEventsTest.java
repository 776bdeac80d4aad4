package io.spendbell.event;

import static io.spendbell.event.EventCorpus.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallFailure.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LLM calls, read as {@code request} events and as LiteLLM logs them; and fallbacks. */
class CallEventsTest {
    private static CallEvent sample(String name) throws Exception {
        return (CallEvent) decode(Files.readAllBytes(Path.of("src/test/resources/events/valid", name + ".json")));
    }

    private static CallEvent logged(String members) throws Exception {
        return (CallEvent) decode("{\"call_type\":\"x\",\"id\":\"c\"," + members + "}");
    }

    @Test
    void a_request_that_has_begun_tells_where_it_went() throws Exception {
        CallEvent call = sample("request-started");

        assertThat(call.id()).isEqualTo("call-1\nstarted");
        assertThat(call.time()).isEqualTo(Instant.parse("2026-09-01T11:59:00Z"));
        assertThat(call.course().requestId()).isEqualTo("call-1");
        assertThat(call.course().status()).isEqualTo(Status.STARTED);
        assertThat(call.fields().deploymentId()).isEqualTo("dep-01");
        assertThat(call.fields().region()).isEqualTo("westeurope");
    }

    @Test
    void a_success_tells_cost_latency_tokens_and_metadata_without_secrets() throws Exception {
        CallEvent call = sample("request-success");

        assertThat(call.id()).isEqualTo("call-1\nsuccess");
        assertThat(call.cost()).isEqualTo(new Usd(42_100_000));
        assertThat(call.costKnown()).isTrue();
        assertThat(call.budgets()).isEmpty();
        assertThat(call.course().latency()).isEqualTo(Duration.ofMillis(4_746));
        assertThat(call.course().completionTokens()).isEqualTo(2_000);
        assertThat(call.course().failure()).isNull();
        assertThat(call.course().metadata()).containsExactly(entry("job", "nightly"), entry("api_key", "(hidden)"));
    }

    @Test
    void a_failure_tells_why_without_secrets_and_costs_nothing() throws Exception {
        CallEvent call = sample("request-failure");

        assertThat(call.cost()).isEqualTo(Usd.ZERO);
        assertThat(call.course().failure())
                .isEqualTo(CallFailure.of(
                        503, "ServiceUnavailableError", "upstream at https://(hidden)eu.example.com is overloaded"));
    }

    @Test
    void a_success_has_no_failure_even_where_it_names_an_error() throws Exception {
        CallEvent call = (CallEvent) decode(
                "{\"event\":\"request\",\"id\":\"r\",\"status\":\"success\",\"error\":\"none\",\"status_code\":200}");

        assertThat(call.course().failure()).isNull();
    }

    @Test
    void a_fallback_tells_both_models_and_whether_the_second_answered() throws Exception {
        FallbackEvent fallback =
                (FallbackEvent) decode(Files.readAllBytes(Path.of("src/test/resources/events/valid/fallback.json")));

        assertThat(fallback)
                .isEqualTo(new FallbackEvent("f-1", null, fallback.fields(), "gpt-5", "gpt-5-backup", false));
    }

    @Test
    void a_logged_call_lasts_from_its_beginning_to_its_end() throws Exception {
        CallEvent call = sample("litellm-call");

        assertThat(call.course().requestId()).isEqualTo("chatcmpl-7f3a19c2");
        assertThat(call.course().status()).isEqualTo(Status.SUCCESS);
        assertThat(call.course().latency()).isEqualTo(Duration.ofMillis(4_746));
        assertThat(call.course().completionTokens()).isEqualTo(2_000);
        assertThat(call.course().failure()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"startTime\":100,\"endTime\":101.5,\"response_time\":0.2'     | PT1.5S",
                "'\"startTime\":\"100.0\",\"endTime\":\"101.5\"'                  | PT1.5S",
                "'\"endTime\":101.5,\"response_time\":0.2'                        | PT0.2S",
                "'\"startTime\":200,\"endTime\":101.5,\"response_time\":0.2'     | ",
                "'\"startTime\":[1],\"endTime\":101.5,\"response_time\":\"0.2\"' | ",
                "'\"startTime\":\"soon\",\"response_time\":{}'                    | "
            })
    void the_latency_of_a_logged_call_is_what_can_be_told(String members, Duration expected) throws Exception {
        assertThat(logged("\"status\":\"success\"," + members).course().latency())
                .isEqualTo(expected);
    }

    @Test
    void a_logged_failure_tells_code_class_and_message_and_not_its_traceback() throws Exception {
        CallEvent call = logged("\"status\":\"failure\",\"error_str\":\"unread\",\"error_information\":{"
                + "\"traceback\":\"File /secret.py\",\"error_code\":\"503\",\"error_class\":\"ServiceUnavailableError\","
                + "\"error_message\":\"no more for sk-abcdefgh12345678\"}");

        assertThat(call.course().failure())
                .isEqualTo(CallFailure.of(503, "ServiceUnavailableError", "no more for (hidden)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"error_code\":\"\",\"error_class\":7,\"error_message\":[]}'",
                "'{\"error_code\":\"5000\"}'",
                "'{\"error_code\":{\"a\":1}}'",
                "'\"text\"'",
                "'null'"
            })
    void what_is_not_as_it_should_be_of_a_logged_failure_is_absent(String information) throws Exception {
        CallEvent call = logged("\"status\":\"failure\",\"error_information\":" + information);

        assertThat(call.course().failure()).isEqualTo(CallFailure.of(null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"error_class\":\"BudgetExceededError\"'                                            | true",
                "'\"error_class\":\"HTTPException\",\"error_code\":\"429\"'                           | true",
                "'\"error_class\":\"RateLimitError\",\"error_rate_limit_category\":\"litellm_rate_limit\"' | true",
                "'\"error_class\":\"RateLimitError\",\"error_rate_limit_type\":\"budget\"'           | true",
                "'\"error_class\":\"RateLimitError\",\"error_rate_limit_type\":\"requests\"'         | false",
                "'\"error_class\":\"RateLimitError\",\"error_code\":\"429\"'                          | false",
                "'\"error_class\":\"InternalServerError\",\"error_code\":\"500\"'                     | false"
            })
    void what_the_gateway_refused_by_a_limit_of_its_own_is_told_from_what_failed(String members, boolean refusal)
            throws Exception {
        CallEvent call = logged("\"status\":\"failure\",\"error_information\":{" + members + "}");

        assertThat(call.course().failure()).isNotNull().matches(failure -> (failure.cause() == Cause.RULE) == refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-failed", "key-blocked"})
    void what_fails_before_any_model_is_asked_is_the_gateways_failure(String name) throws Exception {
        CallEvent call = sample("litellm-call-" + name);

        assertThat(call.course().failure()).isNotNull().matches(failure -> failure.cause() == Cause.GATEWAY);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPException, 499, RULE",
        "HTTPException, 500, GATEWAY",
        "RateLimitUnverifiableError, 503, GATEWAY",
        "BudgetExceededError, 500, RULE",
        "GuardrailRaisedException, 400, GATEWAY",
        "ValueError, , CALL",
        "ServiceUnavailableError, 503, CALL",
    })
    void what_failed_is_told_from_name_and_status(String errorClass, Integer status, Cause cause) {
        assertThat(CallFailure.of(status, errorClass, null).cause()).isEqualTo(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key-unknown", "model-denied"})
    void a_key_that_is_unknown_and_a_model_that_is_denied_are_refusals(String name) throws Exception {
        CallEvent call = sample("litellm-call-" + name);

        assertThat(call.course().failure()).isNotNull().matches(failure -> failure.cause() == Cause.RULE);
    }

    @Test
    void of_what_a_caller_sent_only_what_is_meant_for_alerts_is_read() throws Exception {
        CallEvent call = logged("\"status\":\"success\",\"metadata\":{\"requester_metadata\":{\"note\":\"private\","
                + "\"alerting_metadata\":{\"hello\":\"world\",\"n\":5}}}");

        assertThat(call.course().metadata()).containsExactly(entry("hello", "world"), entry("n", "5"));
        assertThat(logged("\"status\":\"success\",\"metadata\":{\"requester_metadata\":{\"alerting_metadata\":"
                                + "{\"hello\":\"" + "x".repeat(5_000) + "\"}},\"user_api_key_alias\":\"after\"}")
                        .fields()
                        .keyAlias())
                .isEqualTo("after");
    }

    @Test
    void a_long_message_of_a_failure_is_read_by_its_beginning() throws Exception {
        CallEvent call = logged(
                "\"status\":\"failure\",\"error_information\":{\"error_message\":\"" + "no ".repeat(40_000) + "\"}");

        assertThat(call.course().failure()).isNotNull();
        assertThat(call.course().failure().error()).hasSizeBetween(3_900, 4_000).startsWith("no no");
    }
}
