package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertIds;
import io.spendbell.alert.Level;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SlackError;
import io.spendbell.store.Outbox.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A destination that takes nothing until a person has acted. */
class DeliveryDownTest {
    private static final String PATH = "/services/T/B/down";
    private static final String NOTICE = "Destination finops is down";

    private final DeliveryFixture fixture = new DeliveryFixture();

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Destination finops() {
        return fixture.slackAt("finops", fixture.slack.url(PATH), DeliveryFixture.PATIENT);
    }

    private void deployBoth() {
        fixture.deploy(finops(), QUICK, "other");
        fixture.deploy(fixture.slack("other"), QUICK, "finops");
    }

    private List<Received> notices() {
        return fixture.slack.messages().stream()
                .filter(message -> message.body().contains(NOTICE))
                .toList();
    }

    private long probes() {
        return fixture.slack.requests().stream()
                .filter(request -> request.path().equals(PATH))
                .count();
    }

    private double downGauge() {
        return fixture.registry
                .get("spendbell.destination.down")
                .tag("destination", "finops")
                .gauge()
                .value();
    }

    @ParameterizedTest
    @CsvSource({"404,gone", "410,channel_is_archived", "403,invalid_token", "404,no_active_hooks", "400,no_team"})
    void its_alerts_wait_and_the_other_destination_is_told_once(int status, String word) {
        // Given
        fixture.slack.alwaysAt(PATH, Misbehaviour.answer(status, word));
        deployBoth();

        // When
        fixture.raise(alerts("a", 3, Level.LOW), "finops");
        fixture.eventually("three probes", () -> probes() >= 3);
        fixture.raise(alert("later", Level.HIGH), "finops");
        fixture.eventually("six probes", () -> probes() >= 6);

        // Then
        fixture.eventually("a notice", () -> !notices().isEmpty());
        assertThat(notices()).hasSize(1);
        assertThat(notices().get(0).path()).isNotEqualTo(PATH);
        assertThat(fixture.backlog("finops").waiting()).isEqualTo(4);
        assertThat(fixture.backlog("finops").parked()).isZero();
        assertThat(downGauge()).isEqualTo(1);
    }

    @Test
    void it_is_tried_with_one_alert_and_not_before_its_time() {
        // Given
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_ACTIVE_HOOKS));
        deployBoth();

        // When
        fixture.raise(alerts("a", 3, Level.LOW), "finops");
        fixture.eventually("three probes", () -> probes() >= 3);

        // Then
        List<Received> tries = fixture.slack.requests().stream()
                .filter(request -> request.path().equals(PATH))
                .toList();
        for (int i = 1; i < tries.size(); i++) {
            assertThat(tries.get(i).body()).contains("text of a0").doesNotContain("text of a1");
            assertThat(Duration.between(
                            tries.get(i - 1).arrivedAt(), tries.get(i).arrivedAt()))
                    .isGreaterThan(QUICK.betweenProbes().minusMillis(30));
        }
    }

    @Test
    void all_that_waited_is_delivered_when_it_works_again_and_a_later_failure_is_told_again() {
        // Given
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.CHANNEL_IS_ARCHIVED));
        deployBoth();
        fixture.raise(alerts("a", 5, Level.LOW), "finops");
        fixture.eventually("a notice", () -> notices().size() == 1);

        // When
        fixture.slack.behave();
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).contains("a0", "a1", "a2", "a3", "a4");
        assertThat(downGauge()).isZero();

        // When
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.CHANNEL_IS_ARCHIVED));
        fixture.raise(alert("b", Level.LOW), "finops");

        // Then
        fixture.eventually("a second notice", () -> notices().size() == 2);
    }

    @Test
    void a_restart_tells_nobody_again() {
        // Given
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_SERVICE));
        deployBoth();
        fixture.raise(alert("a", Level.LOW), "finops");
        fixture.eventually("a notice", () -> notices().size() == 1);

        // When
        fixture.undeploy("finops");
        long before = probes();
        fixture.deploy(finops(), QUICK, "other");
        fixture.eventually("two more probes", () -> probes() >= before + 2);

        // Then
        fixture.eventuallyAllDelivered("other");
        assertThat(notices()).hasSize(1);
    }

    @Test
    void a_failure_is_told_again_after_a_restart_with_which_it_worked_again() {
        // Given
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_SERVICE));
        deployBoth();
        fixture.raise(alert("a", Level.LOW), "finops");
        fixture.eventually("a notice", () -> notices().size() == 1);
        fixture.undeploy("finops");
        fixture.slack.behave();
        fixture.deploy(finops(), QUICK, "other");
        fixture.eventuallyAllDelivered("finops");

        // When
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_SERVICE));
        fixture.raise(alert("b", Level.LOW), "finops");

        // Then
        fixture.eventually("a second notice", () -> notices().size() == 2);
    }

    @Test
    void a_notice_that_could_not_be_stored_is_tried_again() {
        // Given
        FlakyStore flaky = new FlakyStore(DeliveryFixture.openStore());
        fixture.store = flaky.store();
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_SERVICE));
        fixture.raise(alert("a", Level.LOW), "finops");
        flaky.failNext("commit");

        // When
        deployBoth();

        // Then
        fixture.eventually("a notice", () -> notices().size() == 1);
        assertThat(flaky.pendingFailures()).isZero();
    }

    @Test
    void a_notice_that_could_not_be_stored_fails_one_round_and_not_those_to_come() {
        Outage outage = new Outage(
                fixture.slack("finops"),
                new FlakyStore(DeliveryFixture.openStore()).store(),
                () -> List.of("other"),
                raised -> {},
                new DeliveryMetrics(fixture.registry, "finops"),
                AlertIds.timeOrdered(InstantSource.system()));
        outage.begins("gone", Instant.now(), Future.failedFuture("away on purpose"));

        assertThat(outage.othersTold().failed()).isTrue();
        assertThat(outage.othersTold().succeeded()).isTrue();
    }

    /** As one that stands in for Redis does when that is back. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void a_store_that_takes_nothing_before_all_posts_are_settled_holds_nothing_up(int alerts) {
        // Given
        FlakyStore waits = new FlakyStore(DeliveryFixture.openStore());
        fixture.store = waits.store();
        if (alerts > 1) {
            fixture.slack.nextAt(PATH, Misbehaviour.answer(400, "invalid_payload"));
        }
        fixture.slack.alwaysAt(PATH, Misbehaviour.error(SlackError.NO_SERVICE));
        fixture.raise(alerts("a", alerts, Level.LOW), "finops");
        waits.hold(
                "commit",
                fixture.vertx,
                () -> waits.store().outbox().list("finops", 0, 10).result().stream()
                        .noneMatch(view -> view.state() == View.State.POSTING));

        // When
        deployBoth();

        // Then
        fixture.eventually("a notice", () -> notices().size() == 1);
    }

    @Test
    void eight_posts_that_all_find_a_webhook_gone_tell_once() {
        // Given
        fixture.slack.alwaysAt("/hooks/simulated", Misbehaviour.answer(410, "gone"));
        fixture.deploy(fixture.webhook("finops", fixture.slack.plainUrl()), QUICK, "other");
        fixture.deploy(fixture.slack("other"), QUICK, "finops");

        // When
        fixture.raise(alerts("a", 20, Level.LOW), "finops");
        fixture.eventually("a notice", () -> !notices().isEmpty());
        fixture.eventually("probes", () -> fixture.slack.count(410) >= 10);

        // Then
        assertThat(notices()).hasSize(1);
        assertThat(fixture.slack.count(410)).isLessThan(20);
        assertThat(fixture.backlog("finops").waiting()).isEqualTo(20);
    }
}
