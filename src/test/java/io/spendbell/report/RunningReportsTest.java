package io.spendbell.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.counter.Counting;
import io.spendbell.event.CallCourse;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.FallbackEvent;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reports on deployments and on fallbacks. */
class RunningReportsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant MORNING = Instant.parse("2026-11-25T08:00:00Z");
    private static final Instant AFTERNOON = Instant.parse("2026-11-25T11:05:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-25T23:05:00Z");

    /** What the ledger would hold. */
    private final Map<String, Map<String, Map<Instant, Usd>>> ledger = new TreeMap<>();

    private final DeploymentReports deployments = new DeploymentReports(Duration.ofHours(12), BERLIN);
    private final FallbackReports fallbacks = new FallbackReports(BERLIN);

    private void take(Counting counting, Event event, Instant time) {
        counting.count(
                event,
                new CollectedCounts(
                        count -> ledger.computeIfAbsent(count.counter().source(), s -> new TreeMap<>())
                                .computeIfAbsent(count.entityId(), id -> new TreeMap<>())
                                .merge(count.counter().windowAt(time).start(), count.amount(), Usd::plus)));
    }

    private List<Notice> reports(ReportSeries series, Instant now) {
        ReportSeries.Draft draft = series.draft(now, key -> false);
        for (String source : series.sources()) {
            ledger.getOrDefault(source, Map.of())
                    .forEach((account, windows) ->
                            windows.forEach((start, amount) -> draft.add(source, account, start, amount)));
        }
        return draft.notices();
    }

    private static EntityFields at(String deployment, String model) {
        return new EntityFields(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                model,
                null,
                null,
                null,
                deployment,
                null);
    }

    private static Event call(EntityFields fields, Status status, Duration latency, Long tokens, CallFailure failure) {
        return new CallEvent(
                null,
                null,
                fields,
                Usd.ZERO,
                true,
                List.of(),
                new CallCourse("r", status, latency, tokens, failure, Map.of()));
    }

    private void succeed(EntityFields fields, long millis, long tokens) {
        take(deployments, call(fields, Status.SUCCESS, Duration.ofMillis(millis), tokens, null), MORNING);
    }

    private void fail(EntityFields fields, String errorClass) {
        take(deployments, call(fields, Status.FAILURE, null, null, CallFailure.of(500, errorClass, null)), MORNING);
    }

    @Test
    void a_deployment_that_is_busy_is_not_slow_for_that() {
        // Given one with many quick calls and one with a slow one; an id with colons
        for (int i = 0; i < 1_000; i++) {
            succeed(at("azure:eu:busy", "gpt-5"), 100, 10);
        }
        succeed(at("slow", null), 5_000, 100);
        fail(at("slow", null), "InternalServerError");

        // When
        List<Notice> reports = reports(deployments, AFTERNOON);

        // Then
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.message()).isEqualTo("""
                Deployments from Wed 25 Nov 2026, 00:00 CET to Wed 25 Nov 2026, 12:00 CET: 2 with 1,002 calls, of which 1 failed
                Most failed calls:
                • slow: 1 of 2 calls failed
                Slowest per output token:
                • slow: 0.05 s on average, p50 0.052 s, p95 0.052 s (1 call)
                • azure:eu:busy (gpt-5): 0.01 s on average, p50 0.011 s, p95 0.011 s (1,000 calls)\
                """);
            assertThat(report.level()).isEqualTo(Level.LOW);
            assertThat(report.key().type()).isEqualTo(AlertType.DAILY_REPORTS);
        });
    }

    @Test
    void quantiles_tell_of_the_slow_ones_among_many() {
        for (int i = 0; i < 90; i++) {
            succeed(at("d", null), 10, 1);
        }
        for (int i = 0; i < 10; i++) {
            succeed(at("d", null), 1_000, 1);
        }

        assertThat(reports(deployments, AFTERNOON).get(0).message())
                .contains("d: 0.11 s on average, p50 0.011 s, p95 0.98 s (100 calls)");
    }

    @Test
    void deployments_that_could_not_be_told_apart_are_not_passed_over_in_silence() {
        fail(at("d", null), "InternalServerError");
        String source = deployments.sources().get(0);
        ledger.computeIfAbsent(source, s -> new TreeMap<>())
                .put(
                        "~other",
                        Map.of(
                                deployments
                                        .counters()
                                        .iterator()
                                        .next()
                                        .windowAt(MORNING)
                                        .start(),
                                new Usd(9)));

        assertThat(reports(deployments, AFTERNOON).get(0).message())
                .contains(": 1 with 1 call, of which 1 failed")
                .endsWith("\nThere were more than could be told apart; those are not counted here.");
    }

    @Test
    void a_report_of_a_few_seconds_is_told_too_when_its_time_has_come() {
        DeploymentReports often = new DeploymentReports(Duration.ofSeconds(2), BERLIN);
        take(
                often,
                call(at("d", null), Status.FAILURE, null, null, CallFailure.of(500, "InternalServerError", null)),
                MORNING);

        Instant late = MORNING.plusSeconds(2).plus(ReportSeries.GRACE).plusSeconds(60);
        assertThat(reports(often, late)).hasSize(1);
    }

    @Test
    void windows_of_another_time_zone_that_lie_in_one_of_this_are_told_of_together() {
        fail(at("d", null), "InternalServerError");
        Map<Instant, Usd> windows =
                ledger.get(deployments.sources().get(0)).values().iterator().next();
        windows.put(windows.keySet().iterator().next().plus(Duration.ofHours(3)), new Usd(2));

        assertThat(reports(deployments, AFTERNOON))
                .singleElement()
                .satisfies(report -> assertThat(report.message()).contains("• d: 3 of 3 calls failed"));
    }

    @Test
    void the_five_worst_are_named() {
        for (int i = 1; i <= 7; i++) {
            for (int j = 0; j < i; j++) {
                fail(at("dep-" + i, null), null);
            }
        }

        assertThat(reports(deployments, AFTERNOON).get(0).message().lines())
                .contains("• dep-7: 7 of 7 calls failed", "• dep-3: 3 of 3 calls failed")
                .noneMatch(line -> line.contains("dep-2"));
    }

    @Test
    void what_failed_in_the_gateway_and_what_has_only_begun_is_no_ones_failure() {
        fail(at("d", null), "BudgetExceededError");
        fail(at("d", null), "HTTPException");
        take(deployments, call(at("d", null), Status.STARTED, null, null, null), MORNING);

        assertThat(reports(deployments, AFTERNOON)).isEmpty();
    }

    @Test
    void calls_without_a_latency_or_tokens_count_as_calls_and_a_call_without_a_deployment_by_its_model() {
        take(deployments, call(at(null, "m"), Status.SUCCESS, null, 10L, null), MORNING);
        take(deployments, call(at(null, "m"), Status.SUCCESS, Duration.ofSeconds(1), 0L, null), MORNING);
        take(deployments, call(at(null, null), Status.SUCCESS, Duration.ofSeconds(1), 1L, null), MORNING);

        assertThat(reports(deployments, AFTERNOON).get(0).message()).endsWith(": 1 with 2 calls, of which 0 failed");
    }

    @Test
    void a_report_is_due_when_its_half_day_is_over() {
        succeed(at("d", null), 10, 1);

        assertThat(reports(deployments, AFTERNOON.minusSeconds(1))).isEmpty();
        assertThat(deployments.nextDue(AFTERNOON.minusSeconds(1))).isEqualTo(AFTERNOON);
        assertThat(deployments.nextDue(AFTERNOON)).isEqualTo(NEXT_DAY);
        assertThat(reports(deployments, AFTERNOON.plus(Duration.ofDays(5)))).isEmpty();
    }

    @Test
    void intervals_that_do_not_divide_a_day_are_kept_too() {
        DeploymentReports every7h = new DeploymentReports(Duration.ofHours(7), BERLIN);
        take(every7h, call(at("d", null), Status.SUCCESS, null, null, null), MORNING);

        assertThat(reports(every7h, every7h.nextDue(MORNING))).hasSize(1);
    }

    private void fallBack(String to, boolean succeeded) {
        take(fallbacks, new FallbackEvent(null, null, EntityFields.NONE, "gpt-5", to, succeeded), MORNING);
    }

    @Test
    void fallbacks_that_failed_are_told_apart_from_those_that_succeeded() {
        fallBack("gpt-5-mini", true);
        fallBack("gpt-5-mini", true);
        fallBack("claude", false);
        fallBack("gpt-5-mini", false);

        List<Notice> reports = reports(fallbacks, NEXT_DAY);

        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.message()).isEqualTo("""
                Fallbacks of Wed 25 Nov 2026 (1 day, Europe/Berlin): 2 succeeded, 2 failed
                Succeeded:
                • gpt-5 → gpt-5-mini: 2
                Failed:
                • gpt-5 → claude: 1
                • gpt-5 → gpt-5-mini: 1\
                """);
            assertThat(report.level()).isEqualTo(Level.LOW);
            assertThat(report.key().type()).isEqualTo(AlertType.FALLBACK_REPORTS);
        });
        assertThat(reports(fallbacks, NEXT_DAY.minusSeconds(1))).isEmpty();
    }

    @Test
    void a_day_without_fallbacks_has_no_report() {
        assertThat(reports(fallbacks, NEXT_DAY)).isEmpty();
    }
}
