package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided of events that come in together or one after another, and what of it is committed. */
class AlertingVerticleTest extends AlertingFixture {
    @Test
    void a_total_that_rises_and_falls_within_a_batch_is_judged_at_its_height() throws Exception {
        AlertingVerticle alerting = start();

        await(alerting.accept(List.of(
                spend("c-1", "pay", 40), spend(null, "pay", 70), spend(null, "pay", -90), spend("c-2", "pay", 1))));

        assertThat(raised()).containsExactly("pay threshold:1");
        assertThat(totals()).containsExactly(Map.entry("pay", Usd.ofDollars(21)));
    }

    @Test
    void a_total_that_falls_before_it_rises_is_not_judged_at_a_height_that_it_never_had() throws Exception {
        AlertingVerticle alerting = start();
        await(alerting.accept(List.of(spend(null, "pay", 45))));

        await(alerting.accept(List.of(spend(null, "pay", -30), spend("c-1", "pay", 30))));

        assertThat(raised()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void batches_come_to_the_same_totals_as_events_one_by_one(long seed) throws Exception {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String id = random.nextInt(3) == 0 ? "id-" + random.nextInt(60) : null;
            events.add(spend(id, "team-" + random.nextInt(8), random.nextInt(20) - 3));
        }
        AlertingVerticle alerting = start();
        List<Future<Intake.Reply>> replies = new ArrayList<>();
        for (int at = 0; at < events.size(); at += 30) {
            replies.add(alerting.accept(events.subList(at, Math.min(at + 30, events.size()))));
        }
        await(Future.join(replies));
        TreeMap<String, Usd> batched = totals();

        store = openStore();
        for (Event event : events) {
            await(alerting.accept(List.of(event)));
        }

        assertThat(totals()).isEqualTo(batched);
    }

    @Test
    void only_the_event_that_would_overflow_a_total_is_rejected() throws Exception {
        AlertingVerticle alerting = start();
        long most = 4_000_000_000L;

        Intake.Reply reply = await(alerting.accept(List.of(
                spend(null, "pay", most),
                spend(null, "search", 7),
                spend(null, "pay", most),
                spend(null, "pay", most),
                spend("c-1", "pay", most),
                spend(null, "pay", 1))));

        assertThat(reply.rejections())
                .extracting(Intake.Rejection::index)
                .hasSize(2)
                .contains(3);
        assertThat(reply.rejections().get(0).reason()).startsWith("cost: total out of range");
        assertThat(totals().get("pay")).isEqualTo(Usd.ofDollars(2 * most + 1));
        assertThat(totals().get("search")).isEqualTo(Usd.ofDollars(7));
    }

    @Test
    void a_repeat_is_accepted_counted_and_does_nothing() throws Exception {
        AlertingVerticle alerting = start();

        assertThat(await(alerting.accept(List.of(spend("c-1", "pay", 5), spend("c-1", "pay", 5))))
                        .rejections())
                .isEmpty();

        assertThat(totals().get("pay")).isEqualTo(Usd.ofDollars(5));
        assertThat(counted("spendbell.events.duplicate")).isEqualTo(1);
    }

    @Test
    void ten_thousand_events_over_a_limit_ring_once() throws Exception {
        AlertingVerticle alerting = start();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(budget("k", 86, null));
        }
        for (int i = 0; i < 10; i++) {
            await(alerting.accept(events));
        }

        assertThat(raised()).containsExactly("k threshold:0.85");
        assertThat(counted("spendbell.findings", "outcome", "claimed")).isEqualTo(9_999);
    }

    @Test
    void what_becomes_known_of_a_window_counts_at_once() throws Exception {
        AlertingVerticle alerting = start();
        Instant december = Instant.parse("2026-12-01T00:00:00Z");

        await(alerting.accept(List.of(budget("k", 86, december))));
        await(alerting.accept(List.of(budget("k", 87, null))));
        await(alerting.accept(List.of(budget("k", 87, december.plusSeconds(86_400)))));

        assertThat(raised()).containsExactly("k threshold:0.85", "k threshold:0.85");
    }

    @Test
    void what_is_muted_takes_no_claim_and_rings_once_it_is_not() throws Exception {
        AlertingVerticle off = start(new Gate(Set.of(AlertType.LLM_EXCEPTIONS), subject -> List.of("finops")));
        await(off.accept(List.of(budget("k", 86, null))));
        AlertingVerticle nowhere = start(new Gate(TYPES, subject -> List.of()));
        await(nowhere.accept(List.of(budget("k", 86, null))));
        assertThat(raised()).isEmpty();

        await(start().accept(List.of(budget("k", 86, null))));

        assertThat(raised()).containsExactly("k threshold:0.85");
        assertThat(counted("spendbell.findings", "outcome", "type_off")).isEqualTo(1);
        assertThat(counted("spendbell.findings", "outcome", "no_destination")).isEqualTo(1);
    }

    @Test
    void handed_in_alerts_are_each_one_alert() throws Exception {
        Event alert = new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "High", "boom");
        Event off = new AlertEvent(null, null, EntityFields.NONE, "db_exceptions", "High", "off");

        await(start().accept(List.of(alert, alert, off)));

        assertThat(raised()).containsExactly("boom", "boom");
    }

    @Test
    void entities_beyond_the_most_are_told_of_once() throws Exception {
        AlertingVerticle alerting = start();
        for (int i = 0; i < 9; i++) {
            await(alerting.accept(List.of(spend(null, "team-" + i, 1))));
        }

        assertThat(raised()).singleElement().asString().contains("max_entities of 5");
        assertThat(totals()).containsEntry("~other", Usd.ofDollars(4));
    }

    @Test
    void what_is_believed_for_a_time_is_asked_anew_when_the_clock_is_set_back() throws Exception {
        // Given a claim without a known window, which is believed to be taken for half a minute
        AlertingVerticle alerting = start();
        await(alerting.accept(List.of(budget("k", 90, null))));
        await(alerting.accept(List.of(budget("k", 90, null))));
        double asked = counted("spendbell.findings", "outcome", "claimed");
        clock.advance(Duration.ofHours(-1));

        // When
        failingCommits.set(1);
        await(alerting.accept(List.of(budget("k", 90, null))));

        // Then
        assertThat(failingCommits.get()).as("the store was asked").isNotPositive();
        assertThat(counted("spendbell.findings", "outcome", "claimed")).isGreaterThan(asked);
        assertThat(raised()).hasSize(1);
    }
}
