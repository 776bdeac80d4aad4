package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.event.EntityFields;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When alerts are posted, how many together and in which order. */
class DeliveryBatchingTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final DeliveryFixture fixture = new DeliveryFixture();

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static DeliverySettings flushing(Duration interval, int batchSize) {
        return new DeliverySettings(
                interval,
                batchSize,
                QUICK.lease(),
                QUICK.repeatAfter(),
                QUICK.betweenProbes(),
                QUICK.mostLeased(),
                QUICK.mostMessages());
    }

    @Test
    void an_alert_that_fills_no_batch_arrives_after_the_interval() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(Duration.ofMillis(300), 100));
        Instant raisedAt = Instant.now();

        // When
        fixture.raise(alert("one", Level.LOW), "finops");
        List<Received> messages = get(fixture.slack.awaitMessages(1));

        // Then
        assertThat(Duration.between(raisedAt, messages.get(0).arrivedAt())).isGreaterThan(Duration.ofMillis(100));
        assertThat(fixture.slack.alertsSeen()).containsExactly("one");
        fixture.eventuallyAllDelivered("finops");
    }

    @Test
    void a_full_batch_is_posted_at_once_in_one_message() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 3));
        List<Alert> alerts = alerts("a", 3, Level.LOW);

        // When
        fixture.raise(alerts, "finops");
        List<Received> messages = get(fixture.slack.awaitMessages(1));

        // Then
        assertThat(messages).hasSize(1);
        assertThat(fixture.slack.alertsSeen()).containsExactlyElementsOf(ids(alerts));
        fixture.eventuallyAllDelivered("finops");
    }

    @Test
    void fewer_than_a_batch_wait_for_the_interval() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 3));

        // When
        fixture.raise(alerts("a", 2, Level.LOW), "finops");
        fixture.raise(alert("last", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.requests()).as("all in one").hasSize(1);
        assertThat(fixture.slack.alertsSeen()).containsExactly("a0", "a1", "last");
    }

    @Test
    void two_destinations_with_one_url_share_its_pace() {
        // Given
        Duration interval = Duration.ofMillis(250);
        for (String name : List.of("one", "two")) {
            fixture.deploy(
                    fixture.slackAt(name, fixture.slack.url(), DeliveryFixture.PATIENT, interval), flushing(LONG, 30));
        }
        List<Alert> ones = longAlerts("one-", 30);
        List<Alert> twos = longAlerts("two-", 30);

        // When
        fixture.raise(ones, "one");
        fixture.raise(twos, "two");
        fixture.eventuallyAllDelivered("one", "two");

        // Then
        assertThat(fixture.slack.count(429)).isZero();
        assertThat(fixture.slack.messages()).hasSizeGreaterThan(8);
        assertThat(fixture.slack.alertsSeen())
                .containsAll(ids(ones))
                .containsAll(ids(twos))
                .hasSize(60);
    }

    @Test
    void the_pace_counts_from_the_answer_so_that_a_slow_beginning_brings_no_two_at_once() {
        // Given
        Duration slow = Duration.ofMillis(200);
        fixture.slack.next(new Misbehaviour.Slow(slow));
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 20));

        // When
        fixture.raise(longAlerts("a", 20), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.gaps().get(0))
                .isGreaterThanOrEqualTo(slow.plus(DeliveryFixture.INTERVAL).toMillis() - 10);
    }

    @Test
    void a_higher_level_overtakes_what_waits_for_its_turn() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 60));
        Alert urgent = alert("urgent", Level.HIGH);
        fixture.slack
                .awaitMessages(2)
                .onSuccess(ignored -> fixture.vertx.runOnContext(v -> fixture.raiseWithoutWaiting(urgent, "finops")));

        // When
        fixture.raise(longAlerts("low-", 60), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        List<Received> messages = fixture.slack.messages();
        assertThat(messages).hasSizeGreaterThan(8);
        assertThat(indexOf(messages, "text of urgent")).isBetween(2, 4);
        assertThat(fixture.slack.alertsSeen()).hasSize(61).doesNotHaveDuplicates();
    }

    @Test
    void high_alerts_that_never_stop_coming_do_not_keep_back_for_ever_what_waits_long() {
        // Given
        Instant before = Instant.now().minus(Duration.ofMinutes(2));
        fixture.raise(
                new Alert(
                        "low",
                        AlertType.LLM_EXCEPTIONS,
                        Level.LOW,
                        null,
                        EntityFields.NONE,
                        "text of low",
                        null,
                        before,
                        before),
                "finops");
        String words = "x".repeat(2_000);
        int[] raised = {0};
        long timer = fixture.vertx.setPeriodic(
                8,
                ignored -> fixture.raiseWithoutWaiting(
                        alert("high" + raised[0], Level.HIGH, raised[0]++ + words), "finops"));
        fixture.eventually("high ones that fill messages", () -> raised[0] > 20);

        // When
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 1));
        fixture.eventually(
                "the low one",
                () -> said("text of low") && fixture.slack.messages().size() > 1);
        fixture.vertx.cancelTimer(timer);

        // Then
        fixture.eventuallyAllDelivered("finops");
        assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates();
    }

    @Test
    void alerts_that_never_stop_coming_keep_nothing_from_being_posted() {
        // Given
        FlakyStore slow = new FlakyStore(DeliveryFixture.openStore());
        slow.delay("lease", fixture.vertx, Duration.ofMillis(20));
        fixture.store = slow.store();
        fixture.deploy(fixture.slack("finops"), flushing(Duration.ofMillis(30), 1));
        int[] raised = {0};
        long timer = fixture.vertx.setPeriodic(
                1, ignored -> fixture.raiseWithoutWaiting(alert("a" + raised[0]++, Level.LOW), "finops"));

        // When
        List<Received> messages = get(fixture.slack.awaitMessages(5));
        fixture.vertx.cancelTimer(timer);

        // Then
        assertThat(messages).hasSize(5);
        fixture.eventuallyAllDelivered("finops");
        assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates();
    }

    @Test
    void a_notice_that_cannot_be_taken_back_holds_up_no_message() {
        // Given
        FlakyStore flaky = new FlakyStore(DeliveryFixture.openStore());
        flaky.failNext("release");
        fixture.store = flaky.store();
        fixture.raise(alerts("a", 60, Level.LOW), "finops");

        // When
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 1_000));

        // Then
        fixture.eventuallyAllDelivered("finops");
        assertThat(fixture.slack.messages()).hasSizeGreaterThan(2);
        assertThat(flaky.pendingFailures()).isZero();
    }

    @Test
    void many_alerts_of_one_type_and_level_become_one_message_that_names_fifty() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 500));
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            alerts.add(Alerts.team("id-" + i, Integer.toString(1000 + i), Alerts.threshold("1")));
        }

        // When
        fixture.raise(alerts, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.messages()).singleElement().satisfies(message -> {
            String text = new JsonObject(message.body()).getString("text");
            assertThat(text).contains("500 alerts").contains("450 more").contains("/v1/alerts");
        });
        assertThat(fixture.slack.alertsSeen().get(0)).isEqualTo("id-499");
        assertThat(fixture.outbox()).isEmpty();
        fixture.eventually(
                "a count of all",
                () -> fixture.registry
                                .get("spendbell.deliveries.delivered")
                                .counter()
                                .count()
                        == 500);
    }

    @Test
    void folded_alerts_of_different_levels_have_a_message_each_the_highest_first() {
        // Given
        fixture.deploy(fixture.slack("finops"), flushing(LONG, 600));
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            alerts.add(Alerts.team("low-" + i, "850", Alerts.threshold("0.85")));
            alerts.add(Alerts.team("high-" + i, "5000", Alerts.threshold("1")));
        }

        // When
        fixture.raise(alerts, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.messages()).hasSize(2);
        assertThat(fixture.slack.messages().get(0).body()).contains("High: 300 alerts");
        assertThat(fixture.slack.messages().get(1).body()).contains("Low: 300 alerts");
    }

    @Test
    void a_webhook_gets_one_alert_a_post_and_at_most_eight_posts_at_a_time() {
        // Given
        Duration slow = Duration.ofMillis(400);
        fixture.slack.alwaysAt("/hooks/simulated", new Misbehaviour.Slow(slow));
        List<Alert> alerts = alerts("a", 20, Level.LOW);
        fixture.raise(alerts, "program");

        // When
        fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), flushing(LONG, 20));
        fixture.eventuallyAllDelivered("program");

        // Then a ninth post begins only when an earlier one was answered
        List<Instant> arrivals =
                fixture.slack.requests().stream().map(Received::arrivedAt).toList();
        assertThat(arrivals).hasSize(20);
        assertThat(arrivals.get(1)).isBefore(arrivals.get(0).plus(slow));
        for (int i = 8; i < arrivals.size(); i++) {
            assertThat(arrivals.get(i))
                    .isAfterOrEqualTo(arrivals.get(i - 8).plus(slow).minusMillis(20));
        }
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrderElementsOf(ids(alerts));
    }

    @Test
    void no_more_than_eight_posts_of_a_webhook_are_unsettled_at_a_time() {
        // Given
        FlakyStore slow = new FlakyStore(DeliveryFixture.openStore());
        Duration pause = Duration.ofMillis(250);
        slow.delay("settle", fixture.vertx, pause);
        fixture.store = slow.store();
        fixture.raise(alerts("a", 30, Level.LOW), "program");

        // When
        fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), flushing(LONG, 1_000));
        fixture.eventuallyAllDelivered("program");

        // Then
        List<Received> messages = fixture.slack.messages();
        for (int i = 8; i < messages.size(); i++) {
            assertThat(messages.get(i).arrivedAt())
                    .as("the settlement of one of the eight before was awaited")
                    .isAfterOrEqualTo(
                            messages.get(i - 8).arrivedAt().plus(pause).minusMillis(20));
        }
        assertThat(fixture.slack.alertsSeen()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void a_destination_that_hangs_does_not_delay_another() {
        // Given
        String path = "/services/T/B/hangs";
        fixture.slack.alwaysAt(path, new Misbehaviour.Hang());
        fixture.deploy(fixture.slackAt("hangs", fixture.slack.url(path), Duration.ofSeconds(10)), QUICK);
        fixture.deploy(fixture.slack("finops"), QUICK);

        // When
        fixture.raise(alert("both", Level.LOW), "hangs", "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactly("both");
        assertThat(fixture.backlog("hangs").waiting()).isEqualTo(1);
    }

    private static int indexOf(List<Received> messages, String text) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).body().contains(text)) {
                return i;
            }
        }
        return -1;
    }

    /** Of which few fit into a message, but all into the messages that are let through. */
    private boolean said(String text) {
        return fixture.slack.messages().stream()
                .anyMatch(message -> message.body().contains(text));
    }

    private static List<Alert> longAlerts(String prefix, int count) {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(alert(prefix + i, Level.LOW, i + " " + "x".repeat(1_200)));
        }
        return alerts;
    }
}
