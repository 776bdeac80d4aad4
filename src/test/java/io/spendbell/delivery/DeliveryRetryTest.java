package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.PATIENT;
import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SlackError;
import io.spendbell.store.Outbox.View;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of alerts whose post fails, is put off, or is never answered. */
class DeliveryRetryTest {
    private static final String REPEAT = "May be a repeat";
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    private final DeliveryFixture fixture = new DeliveryFixture();
    private final FlakyStore counting = new FlakyStore(DeliveryFixture.openStore());
    private final MutableClock clock = new MutableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Whatever the first of two flushes posts has been answered when the second begins. */
    private void flushTwice(DeliveryVerticle verticle) {
        int before = counting.calls("lease");
        fixture.eventually("two flushes", () -> {
            verticle.hurry();
            return counting.calls("lease") >= before + 2;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void seconds_to_wait_are_waited_before_anything_is_posted(int status) {
        // Given
        fixture.clock = clock;
        fixture.store = counting.store();
        fixture.slack.next(new Misbehaviour.Answer(status, "", Map.of("Retry-After", "90")));
        DeliveryVerticle verticle = fixture.deploy(fixture.slack("finops"), QUICK);
        fixture.raise(alert("one", Level.LOW), "finops");
        get(fixture.slack.awaitRequests(1));
        eventuallyTriedOnce("one");

        // When
        clock.advance(Duration.ofMillis(89_999));
        fixture.raise(alert("two", Level.HIGH), "finops");
        flushTwice(verticle);

        // Then
        assertThat(fixture.slack.requests()).hasSize(1);

        // When
        clock.advance(Duration.ofMillis(1));
        verticle.hurry();
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactly("two", "one");
        assertThat(fixture.slack.messages()).noneMatch(message -> message.body().contains(REPEAT));
    }

    @Test
    void after_a_wait_the_highest_level_goes_first_though_the_clock_of_the_store_is_a_little_behind() {
        // Given
        fixture.clock = clock;
        fixture.store = counting.store();
        counting.setBack("lease", Duration.ofMillis(40));
        fixture.slack.next(Misbehaviour.rateLimited(90));
        DeliveryVerticle verticle = fixture.deploy(fixture.slack("finops"), QUICK);
        fixture.raise(alert("high", Level.HIGH), "finops");
        get(fixture.slack.awaitRequests(1));
        eventuallyTriedOnce("high");

        // When what may be posted now is leased
        fixture.raise(alert("low", Level.LOW), "finops");
        clock.advance(Duration.ofSeconds(90));
        verticle.hurry();
        get(fixture.slack.awaitMessages(1));

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactly("high", "low");
        fixture.eventuallyAllDelivered("finops");
    }

    @Test
    void a_clock_that_is_set_back_in_a_wait_makes_it_no_longer() {
        // Given
        AtomicLong passed = new AtomicLong();
        fixture.nanoTime = passed::get;
        fixture.clock = clock;
        fixture.store = counting.store();
        fixture.slack.next(Misbehaviour.rateLimited(40));
        DeliveryVerticle verticle = fixture.deploy(fixture.slack("finops"), QUICK);
        fixture.raise(alert("one", Level.LOW), "finops");
        get(fixture.slack.awaitRequests(1));
        eventuallyTriedOnce("one");

        // When
        clock.advance(Duration.ofHours(-1));
        int before = counting.calls("backlog");
        fixture.eventually("a look at what waits", () -> counting.calls("backlog") > before);
        clock.advance(Duration.ofSeconds(40));
        passed.addAndGet(Duration.ofSeconds(40).toNanos());
        verticle.hurry();

        // Then
        get(fixture.slack.awaitRequests(2));
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
    }

    @Test
    void an_http_date_to_wait_for_is_waited_for() {
        // Given
        Instant until = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        fixture.slack.next(Misbehaviour.rateLimitedUntil(until));
        fixture.deploy(fixture.slack("finops"), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        List<Received> requests = fixture.slack.requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).arrivedAt()).isBetween(until, until.plusSeconds(2));
    }

    @Test
    void another_destination_with_the_same_url_waits_too() {
        // Given
        fixture.slack.next(Misbehaviour.rateLimited(1));
        fixture.deploy(paced("one", Duration.ofMillis(250)), QUICK);
        fixture.deploy(paced("two", Duration.ofMillis(250)), QUICK);

        // When
        fixture.raise(alert("a", Level.LOW), "one");
        get(fixture.slack.awaitRequests(1));
        fixture.eventually("the hold", () -> fixture.outbox().get(0).attempts() == 1);
        fixture.raise(alert("b", Level.LOW), "two");
        fixture.eventuallyAllDelivered("one", "two");

        // Then
        Instant limited = fixture.slack.requests().get(0).arrivedAt();
        assertThat(fixture.slack.requests()).hasSize(3);
        assertThat(fixture.slack.requests().get(1).arrivedAt()).isAfterOrEqualTo(limited.plusSeconds(1));
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void who_waited_for_a_turn_already_when_another_was_put_off_waits_too() {
        // Given
        fixture.slack.next(Misbehaviour.rateLimited(1));
        DeliverySettings atOnce = new DeliverySettings(
                Duration.ofHours(1), 1, QUICK.lease(), QUICK.repeatAfter(), QUICK.betweenProbes(), 5_000, 20);
        fixture.deploy(paced("one", Duration.ofMillis(600)), atOnce);
        fixture.deploy(paced("two", Duration.ofMillis(600)), atOnce);

        // When
        fixture.raise(alert("both", Level.LOW), "one", "two");
        fixture.eventuallyAllDelivered("one", "two");

        // Then
        Instant limited = fixture.slack.requests().get(0).arrivedAt();
        assertThat(fixture.slack.requests()).hasSize(3);
        assertThat(fixture.slack.requests().get(1).arrivedAt()).isAfterOrEqualTo(limited.plusSeconds(1));
    }

    @Test
    void a_webhook_waits_when_it_is_asked_to() {
        // Given
        fixture.clock = clock;
        fixture.store = counting.store();
        fixture.slack.nextAt("/hooks/simulated", new Misbehaviour.Answer(503, "", Map.of("Retry-After", "60")));
        DeliveryVerticle verticle = fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), QUICK);
        fixture.raise(alert("one", Level.LOW), "program");
        eventuallyTriedOnce("one");

        // When
        clock.advance(Duration.ofMillis(59_999));
        fixture.raise(alerts("more", 5, Level.LOW), "program");
        flushTwice(verticle);

        // Then
        assertThat(fixture.slack.requests()).hasSize(1);

        // When
        clock.advance(Duration.ofMillis(1));
        verticle.hurry();
        fixture.eventuallyAllDelivered("program");

        // Then
        assertThat(fixture.slack.requests()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"})
    void a_wait_that_names_no_later_time_backs_off(String retryAfter) {
        // Given
        Map<String, String> headers = retryAfter.isEmpty() ? Map.of() : Map.of("Retry-After", retryAfter);
        fixture.slack.nextAt("/hooks/simulated", new Misbehaviour.Answer(429, "rate_limited", headers));
        fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "program");
        fixture.eventuallyAllDelivered("program");

        // Then
        assertThat(fixture.slack.requests()).hasSize(2);
        assertThat(fixture.gaps().get(0)).isBetween(495L, 2_000L);
    }

    @Test
    void server_errors_back_off_longer_each_time_until_it_is_taken() {
        // Given
        fixture.slack.next(Misbehaviour.answer(500, "rollup_error"), Misbehaviour.answer(507, "<html>"));
        fixture.deploy(fixture.slack("finops"), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
        assertThat(fixture.gaps().get(0)).isBetween(495L, 1_900L);
        assertThat(fixture.gaps().get(1)).isBetween(995L, 3_000L);
        assertThat(fixture.slack.messages().get(0).body()).doesNotContain(REPEAT);
    }

    @Test
    void refused_connections_lose_nothing() {
        // Given
        fixture.deploy(fixture.slack("finops"), QUICK);
        get(fixture.slack.refuse());

        // When
        fixture.raise(alerts("a", 3, Level.LOW), "finops");
        fixture.eventually("a failed attempt", () -> fixture.outbox().get(0).reason() != null);
        get(fixture.slack.comeBack());
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactlyElementsOf(ids(alerts("a", 3, Level.LOW)));
        assertThat(fixture.slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).doesNotContain(REPEAT));
    }

    @Test
    void a_post_without_an_answer_is_repeated_when_its_time_has_come_and_says_so() {
        // Given
        fixture.clock = clock;
        fixture.store = counting.store();
        fixture.slack.next(new Misbehaviour.Hang());
        DeliverySettings settings = DeliverySettings.of(Duration.ofMillis(30), 1);
        DeliveryVerticle verticle = fixture.deploy(fixture.slackAt("finops", fixture.slack.url(), IMPATIENT), settings);
        fixture.raise(alert("one", Level.LOW), "finops");
        eventuallyTriedOnce("one");

        // When
        clock.advance(Duration.ofMillis(29_999));
        flushTwice(verticle);

        // Then
        assertThat(fixture.slack.requests()).hasSize(1);

        // When
        clock.advance(Duration.ofMillis(1));
        verticle.hurry();
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains(REPEAT));
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
    }

    @Test
    void an_alert_whose_answer_was_lost_comes_twice_under_one_id() {
        // Given
        fixture.slack.next(new Misbehaviour.CutAfter());
        fixture.deploy(fixture.slack("finops"), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        List<Received> messages = fixture.slack.messages();
        assertThat(fixture.slack.alertsSeen()).containsExactly("one", "one");
        assertThat(messages.get(0).body()).doesNotContain(REPEAT);
        assertThat(messages.get(1).body()).contains(REPEAT);
        assertThat(fixture.gaps().get(0))
                .isGreaterThanOrEqualTo(QUICK.repeatAfter().toMillis() - 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "hang"})
    void an_answer_of_which_the_end_is_missing_is_a_lost_one(String how) {
        // Given
        fixture.slack.next(how.equals("half") ? new Misbehaviour.HalfAnswer() : new Misbehaviour.AcceptThenHang());
        fixture.deploy(fixture.slackAt("finops", fixture.slack.url(), how.equals("half") ? PATIENT : IMPATIENT), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.messages()).hasSize(2);
        assertThat(fixture.slack.messages().get(1).body()).contains(REPEAT);
    }

    @Test
    void an_answer_that_takes_its_time_is_waited_for() {
        // Given
        fixture.slack.next(new Misbehaviour.Slow(Duration.ofMillis(700)));
        fixture.deploy(fixture.slack("finops"), QUICK);

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.requests()).hasSize(1);
    }

    @Test
    void a_clock_that_stands_still_when_the_pause_is_over_does_not_silence_the_destination() {
        // Given
        fixture.clock = clock;
        fixture.slack.next(Misbehaviour.answer(500, "rollup_error"));
        fixture.deploy(fixture.slack("finops"), QUICK);
        fixture.raise(alert("one", Level.LOW), "finops");
        eventuallyTriedOnce("one");

        // When
        fixture.pass(Duration.ofMillis(1_100));
        clock.advance(Duration.ofSeconds(2));

        // Then
        fixture.eventuallyAllDelivered("finops");
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
    }

    @Test
    void
            one_alert_that_is_always_answered_with_an_error_holds_up_no_other_and_is_neither_parked_nor_posted_all_the_time() {
        // Given
        fixture.slack.refuseWhatSays("poison", SlackError.ROLLUP_ERROR);
        fixture.deploy(fixture.slack("finops"), QUICK);
        List<Alert> first = new ArrayList<>(alerts("a", 5, Level.LOW));
        first.add(alert("bad", Level.HIGH, "poison"));

        // When
        fixture.raise(first, "finops");
        fixture.eventually("a first failure", () -> fixture.slack.count(500) == 1);
        for (int i = 0; i < 20; i++) {
            fixture.raise(alert("b" + i, Level.LOW), "finops");
            fixture.pass(Duration.ofMillis(50));
        }
        fixture.eventually("all but one", () -> fixture.backlog("finops").waiting() == 1);

        // Then
        assertThat(fixture.slack.alertsSeen())
                .doesNotHaveDuplicates()
                .hasSize(25)
                .doesNotContain("bad");
        assertThat(fixture.slack.count(500)).isLessThan(8);
        assertThat(fixture.backlog("finops").parked()).isZero();

        // When
        fixture.slack.behave();
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).hasSize(26).contains("bad");
    }

    @Test
    void eight_posts_that_fail_together_do_not_make_the_pause_longer() {
        // Given
        for (int i = 0; i < 8; i++) {
            fixture.slack.nextAt("/hooks/simulated", Misbehaviour.answer(500, ""));
        }
        fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), QUICK);

        // When
        fixture.raise(alerts("a", 30, Level.LOW), "program");
        fixture.eventuallyAllDelivered("program");

        // Then
        Instant first = fixture.slack.requests().get(0).arrivedAt();
        assertThat(fixture.slack.messages().get(0).arrivedAt()).isBefore(first.plusSeconds(2));
        assertThat(fixture.slack.alertsSeen()).hasSize(30).doesNotHaveDuplicates();
    }

    private Destination paced(String name, Duration interval) {
        return fixture.slackAt(name, fixture.slack.url(), PATIENT, interval);
    }

    private void eventuallyTriedOnce(String alertId) {
        fixture.eventually(
                alertId + " tried",
                () -> fixture.outbox().stream()
                        .anyMatch(view -> view.id().alertId().equals(alertId)
                                && view.attempts() == 1
                                && view.state() == View.State.WAITING));
    }
}
