package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import io.spendbell.store.Wiped;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided, and what waits, while the store fails and after it was emptied. */
class AlertingStoreTest extends AlertingFixture {
    @Test
    void which_claims_are_taken_is_asked_anew_where_the_store_was_emptied() throws Exception {
        AlertingVerticle alerting = start();
        Event over = budget("k", 100, clock.instant().plusSeconds(3_600));
        await(alerting.accept(List.of(over)));
        store = openStore();
        await(alerting.accept(List.of(over)));
        assertThat(raised()).as("it is known to have rung").isEmpty();

        emptied.accept(new Wiped("another", false, 0, 0, 0, 0));
        await(alerting.accept(List.of(over)));

        assertThat(raised()).contains("k threshold:1");
    }

    @Test
    void a_window_is_told_anew_where_the_store_was_emptied() throws Exception {
        AlertingVerticle alerting = start();
        Event over = budget("k", 100, clock.instant().plus(Duration.ofDays(30)));
        await(alerting.accept(List.of(over)));
        store = openStore();
        emptied.accept(new Wiped("another", false, 0, 0, 0, 0));
        await(alerting.accept(List.of(over)));

        await(start().accept(List.of(budget("k", 100, null))));

        assertThat(raised()).filteredOn("k threshold:1"::equals).hasSize(1);
    }

    @Test
    void nothing_is_acknowledged_while_the_store_fails_and_nothing_is_lost() throws Exception {
        AlertingVerticle alerting = start();
        failingCommits.set(3);

        await(alerting.accept(List.of(spend(null, "pay", 60))));

        assertThat(failingCommits.get()).isNegative();
        assertThat(counted("spendbell.store.failures")).isEqualTo(3);
        assertThat(totals()).containsEntry("pay", Usd.ofDollars(60));
        assertThat(raised()).containsExactly("pay threshold:0.5");
        assertThat(alerting.fault()).isNull();
    }

    @Test
    void a_window_that_ends_while_the_store_fails_rings_once_and_so_does_the_next() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> november = alerting.accept(List.of(spend(null, "pay", 60)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }

        // When
        clock.set(Instant.parse("2026-12-01T00:10:00Z"));
        Future<Intake.Reply> december = alerting.accept(List.of(spend(null, "pay", 70)));
        failingCommits.set(0);
        await(november);
        await(december);

        // Then each window has its own total and alert, whenever it was committed and however the clock is set
        assertThat(raised()).containsExactlyInAnyOrder("pay threshold:0.5", "pay threshold:0.5");
        clock.advance(Duration.ofHours(-1));
        await(alerting.accept(List.of(spend(null, "pay", 1))));
        clock.advance(Duration.ofHours(1));
        await(alerting.accept(List.of(spend(null, "pay", 1))));
        assertThat(raised()).hasSize(2);
    }

    @Test
    void says_why_while_the_store_fails() throws Exception {
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> reply = alerting.accept(List.of(spend(null, "pay", 60)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }
        assertThat(alerting.fault()).isEqualTo("the store does not commit");
        assertThat(reply.isComplete()).isFalse();

        failingCommits.set(0);

        await(reply);
        assertThat(alerting.fault()).isNull();
    }

    @Test
    void what_asks_nothing_of_the_store_does_not_wait_for_it() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> rings = alerting.accept(List.of(budget("k", 86, null)));

        // When
        await(alerting.accept(List.of(budget("k", 84, null), budget("other", 1, null))));

        // Then
        assertThat(rings.isComplete()).isFalse();
        failingCommits.set(0);
        await(rings);
        assertThat(counted("spendbell.events.judged")).isEqualTo(3);
    }

    @Test
    void what_relies_on_a_window_that_is_not_kept_yet_waits_until_it_is() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        Instant december = Instant.parse("2026-12-01T00:00:00Z");
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> learns = alerting.accept(List.of(budget("k", 1, december)));
        Future<Intake.Reply> relies = alerting.accept(List.of(budget("k", 2, december)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }

        // Then
        assertThat(learns.isComplete()).isFalse();
        assertThat(relies.isComplete()).isFalse();
        failingCommits.set(0);
        await(learns);
        await(relies);
    }
}
