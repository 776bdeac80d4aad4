package io.spendbell.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.LoggedBy;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Intake;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.report.ReportSeries;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From spend events to the reports that are told of them when their time has come. */
class ReportVerticleTest extends ReportingFixture {
    @Test
    void a_report_is_told_once_when_its_period_is_over_whoever_looks_and_however_often_they_start() throws Exception {
        // Given two replicas
        AlertingVerticle one = replica();
        AlertingVerticle other = replica();
        String first = reporting(one);
        reporting(other);
        await(one.accept(List.of(spend("1", "sam", 3), spend("2", "sam", 4))));
        await(other.accept(List.of(spend("2", "sam", 4), spend(null, "sam", 5))));
        assertThat(told()).isEmpty();

        // When
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        String report = "Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $12.00";
        assertThat(told()).containsExactly(report);
        await(vertx.undeploy(first));
        clock.set(Instant.parse("2026-11-30T20:00:00Z"));
        reporting(replica());
        assertThat(told()).containsExactly(report);
    }

    @Test
    void what_ended_while_nobody_was_running_is_told_late_and_once_the_oldest_first() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-12-14T12:00:00Z"));

        // When
        reporting(alerting);

        // Then nothing of weeks without spend
        assertThat(told())
                .containsExactly(
                        "Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $3.00",
                        "Spend of Sun 1 Nov 2026 to Mon 30 Nov 2026 (30 days, UTC): $3.00");
        clock.advance(Duration.ofDays(2));
        reporting(alerting);
        assertThat(told()).hasSize(2);
    }

    @Test
    void what_comes_in_late_after_a_start_is_in_the_report_that_became_due_meanwhile() throws Exception {
        // Given a week that ended while nobody was there
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-11-30T08:00:00Z"));
        startReporting(alerting, () -> false);
        assertThat(told()).isEmpty();

        // When what waited elsewhere comes in
        clock.advance(ReportSeries.GRACE.minusSeconds(1));
        await(alerting.accept(List.of(spendAt("2026-11-29T23:00:00Z", 4))));
        assertThat(told()).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        // Then
        assertThat(told()).containsExactly("Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $7.00");
    }

    @Test
    void reports_wait_for_a_replica_that_has_not_read_all_that_came_whoever_tells_them() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        AtomicBoolean isBehind = new AtomicBoolean();
        reporting(alerting);
        startReporting(replica(), isBehind::get);
        clock.advance(ReportSeries.GRACE);
        told();

        // When
        clock.set(Instant.parse("2026-11-30T00:03:30Z"));
        isBehind.set(true);
        told();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        told();
        clock.set(Instant.parse("2026-11-30T00:05:30Z"));
        assertThat(told()).isEmpty();
        await(alerting.accept(List.of(spendAt("2026-11-29T23:00:00Z", 4))));
        isBehind.set(false);
        clock.advance(Duration.ofMinutes(2));

        // Then
        assertThat(told()).containsExactly("Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $7.00");
    }

    @Test
    void who_does_not_catch_up_for_a_day_holds_no_report_up_any_longer() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        startReporting(alerting, () -> true);
        told();
        clock.set(Instant.parse("2026-11-30T00:04:00Z"));
        told();
        clock.set(Instant.parse("2026-11-30T00:06:00Z"));

        assertThat(told()).hasSize(1);
    }

    @Test
    void who_stops_within_a_round_takes_no_lease_that_keeps_others_from_telling_reports() throws Exception {
        // Given
        silentAfter = Duration.ofMinutes(30);
        Promise<Void> known = Promise.promise();
        silenceKnown = known.future();
        String stopping = startReporting(replica(), () -> false);
        while (turns.get() == 0) {
            await(vertx.timer(2));
        }

        // When
        await(vertx.undeploy(stopping));
        known.complete();

        // Then
        assertThat(rounds).hasValue(0);
    }

    @Test
    void reports_wait_for_a_while_after_the_store_was_away() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        reporting(alerting);
        storeFault = "away";
        clock.set(Instant.parse("2026-11-30T00:04:30Z"));
        told();

        // When
        storeFault = null;
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        assertThat(told()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:09:29Z"));
        assertThat(told()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:09:30Z"));
        assertThat(told()).hasSize(1);
    }

    @Test
    void a_round_that_fails_is_counted_and_tried_again() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        failingReads.set(3);

        reporting(alerting);

        while (failingReads.get() > 0) {
            await(vertx.timer(2));
        }
        assertThat(told()).hasSize(1);
        assertThat(registry.get("spendbell.reports.failures").counter().count()).isPositive();
    }

    @Test
    void what_fails_round_after_round_is_told_once_and_again_after_it_has_succeeded() throws Exception {
        AlertingVerticle alerting = replica();
        try (LoggedBy log = LoggedBy.of(ReportVerticle.class)) {
            leaseFails = true;
            reporting(alerting);
            awaitRounds(3);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .matches("the lease of reports did not come about and will be tried again: .*away");

            leaseFails = false;
            awaitRounds(3);
            leaseFails = true;
            awaitRounds(3);
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void more_accounts_than_a_page_holds_are_all_told_of() throws Exception {
        AlertingVerticle alerting = replica();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            events.add(spend(null, "user-" + i, 1));
        }
        await(alerting.accept(events));
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        reporting(alerting);

        assertThat(told()).hasSize(1);
        assertThat(await(store.alerts(0, 1)).get(0).message()).contains("• and 2492 more: $2,492.00");
    }

    @Test
    void more_than_a_total_can_hold_is_refused_nobody_for_a_reports_sake() throws Exception {
        // Given events that are added up apart before they meet in one account
        AlertingVerticle alerting = replica();
        List<Event> events = IntStream.range(0, 3)
                .<Event>mapToObj(i -> new SpendEvent(
                        null, NOW.minus(Duration.ofMinutes(20L * i)), EntityFields.NONE, Usd.LARGEST_STATED))
                .toList();

        // When
        Intake.Reply reply = await(alerting.accept(events));

        // Then
        assertThat(reply.rejections()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        reporting(alerting);
        assertThat(told()).anySatisfy(line -> assertThat(line).endsWith(": $9,223,372,036.85"));
    }
}
