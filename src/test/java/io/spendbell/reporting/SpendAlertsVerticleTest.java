package io.spendbell.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alerting.AlertingVerticle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a user or of spend as a whole at once, or when an hour is over. */
class SpendAlertsVerticleTest extends ReportingFixture {
    @Test
    void a_user_who_reaches_a_threshold_is_told_at_once_and_once_a_day() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 49))));
        assertThat(await(store.alerts(0, 10))).isEmpty();

        for (int i = 0; i < 5; i++) {
            await(alerting.accept(List.of(spend(null, "sam", 1))));
        }

        String alert =
                "User Daily Spend Threshold Crossed: $50.00 on Wed 25 Nov 2026 (UTC), of a daily threshold of $50.00.";
        assertThat(await(store.alerts(0, 10))).extracting(Alert::message).containsExactly(alert);
        clock.advance(Duration.ofHours(12));
        await(alerting.accept(List.of(spend(null, "sam", 60))));
        assertThat(await(store.alerts(0, 10))).hasSize(2);
    }

    @Test
    void a_user_who_spends_more_than_is_usual_is_told_once_a_day() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        for (int day = 0; day < 4; day++) {
            await(alerting.accept(List.of(spend(null, "sam", 10), spend(null, "kim", 10))));
            clock.advance(Duration.ofDays(1));
        }
        await(alerting.accept(List.of(spend(null, "sam", 31), spend(null, "kim", 30))));

        // When
        reporting(alerting);

        // Then
        String alert = "User Spend Anomaly Detected: $31.00 on Sun 29 Nov 2026 (UTC). The median of the 4 days with"
                + " spend among the 7 before is $10.00; more than $30.00 is unusual.";
        assertThat(told()).containsExactly(alert);
        clock.advance(Duration.ofHours(2));
        await(alerting.accept(List.of(spend(null, "sam", 10))));
        assertThat(told()).containsExactly(alert);
        await(alerting.accept(List.of(spend(null, "kim", 10))));
        assertThat(told()).as("looked at once an hour").hasSize(1);
        clock.advance(Duration.ofHours(1));
        assertThat(told()).hasSize(2);
    }

    @Test
    void spend_that_jumps_within_the_hour_is_told_of_all_and_of_the_team_once_a_day() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        for (int hour = 0; hour < 4; hour++) {
            await(alerting.accept(List.of(spend(null, null, 3))));
            clock.advance(Duration.ofHours(1));
        }
        reporting(alerting);
        await(alerting.accept(List.of(spend(null, null, 15))));
        clock.advance(Duration.ofMinutes(5));
        assertThat(told()).isEmpty();

        // When
        await(alerting.accept(List.of(spend(null, null, 1))));
        clock.advance(Duration.ofMinutes(5));

        // Then
        String jump =
                "Spend has jumped: $16.00 since Wed 25 Nov 2026, 16:00 UTC. Of the 24 hours before, 4 had spend, in the"
                        + " median $3.00; more than $15.00 in an hour is unusual.";
        assertThat(told()).containsExactly(jump, jump);
        assertThat(await(store.alerts(0, 10)))
                .extracting(alert -> String.valueOf(alert.entity()))
                .containsExactlyInAnyOrder("proxy:proxy", "team:pay");
        clock.advance(Duration.ofMinutes(10));
        assertThat(told()).hasSize(2);
    }

    @Test
    void what_is_unusual_after_the_last_search_of_a_day_and_an_hour_is_told_when_these_are_over() throws Exception {
        // Given who was searched for at five to midnight last
        clock.set(Instant.parse("2026-11-25T23:30:00Z"));
        AlertingVerticle alerting = replica();
        for (int day = 0; day < 4; day++) {
            for (int hour = 0; hour < 4; hour++) {
                await(alerting.accept(List.of(spendAt(clock.instant().minus(Duration.ofHours(hour)), "sam", 3))));
            }
            clock.advance(Duration.ofDays(1));
        }
        for (int hour = 0; hour < 3; hour++) {
            await(alerting.accept(
                    List.of(spendAt(Instant.parse("2026-11-29T20:00:00Z").plus(Duration.ofHours(hour)), null, 3))));
        }
        reporting(alerting);
        clock.set(Instant.parse("2026-11-29T23:55:00Z"));
        assertThat(told()).isEmpty();

        // When
        await(alerting.accept(List.of(spendAt(Instant.parse("2026-11-29T23:59:59Z"), "sam", 45))));
        clock.set(Instant.parse("2026-11-30T00:04:59Z"));
        assertThat(told()).as("before all of it may be there").isEmpty();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        String jump =
                "Spend has jumped: $45.00 from Sun 29 Nov 2026, 23:00 UTC to Mon 30 Nov 2026, 00:00 UTC. Of the 24"
                        + " hours before, 4 had spend, in the median $3.00; more than $15.00 in an hour is unusual.";
        assertThat(told())
                .filteredOn(line -> !line.startsWith("Spend of"))
                .containsExactlyInAnyOrder(
                        jump,
                        "User Spend Anomaly Detected: $45.00 on Sun 29 Nov 2026 (UTC). The median of the 4 days with"
                                + " spend among the 7 before is $12.00; more than $36.00 is unusual.");
        clock.set(Instant.parse("2026-11-30T03:00:00Z"));
        assertThat(told()).filteredOn(line -> !line.startsWith("Spend of")).hasSize(2);
    }
}
