package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SlackError;
import io.spendbell.store.Outbox.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that will never be taken: the alert at fault is found, parked and shown. */
class DeliveryRefusalTest {
    private static final String AT_FAULT = "cannot-be-posted";

    private final DeliveryFixture fixture = new DeliveryFixture();

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static List<Alert> withOneAtFault(int count, int which) {
        List<Alert> all = new ArrayList<>(alerts("a", count, Level.LOW));
        all.set(which, alert("a" + which, Level.LOW, AT_FAULT));
        return all;
    }

    private List<View> parked() {
        return fixture.outbox().stream()
                .filter(view -> view.state() == View.State.PARKED)
                .toList();
    }

    @Test
    void the_one_alert_at_fault_is_parked_and_all_others_are_delivered_once() {
        // Given
        fixture.slack.refuseWhatSays(AT_FAULT, SlackError.INVALID_BLOCKS);
        fixture.deploy(fixture.slack("finops"), QUICK);
        List<Alert> all = withOneAtFault(13, 5);

        // When
        fixture.raise(all, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        List<String> others = new ArrayList<>(ids(all));
        others.remove("a5");
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(parked()).singleElement().satisfies(view -> {
            assertThat(view.id().alertId()).isEqualTo("a5");
            assertThat(view.reason()).isEqualTo("invalid_blocks");
        });
        assertThat(fixture.slack.count(400)).isBetween(4L, 5L);
        assertThat(fixture.slack.count(429)).isZero();
        fixture.eventually("the count of parked alerts", () -> parkedGauge() == 1);
    }

    @Test
    void alerts_raised_meanwhile_do_not_begin_the_search_anew() {
        // Given
        fixture.slack.refuseWhatSays(AT_FAULT, SlackError.MSG_BLOCKS_TOO_LONG);
        fixture.deploy(fixture.slack("finops"), QUICK);
        int[] raised = {0};
        long timer = fixture.vertx.setPeriodic(
                40, ignored -> fixture.raiseWithoutWaiting(alert("new" + raised[0]++, Level.HIGH), "finops"));

        // When
        fixture.raise(withOneAtFault(16, 15), "finops");
        fixture.eventually("a parked alert", () -> !parked().isEmpty());
        fixture.vertx.cancelTimer(timer);
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(parked()).extracting(view -> view.id().alertId()).containsExactly("a15");
        assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates().doesNotContain("a15");
        assertThat(fixture.slack.alertsSeen().stream().filter(id -> id.startsWith("a")))
                .hasSize(15);
    }

    @Test
    void what_is_parked_is_sent_again_when_a_person_asks() {
        // Given
        fixture.slack.next(Misbehaviour.error(SlackError.NO_TEXT));
        DeliveryVerticle verticle = fixture.deploy(fixture.slack("finops"), QUICK);
        fixture.raise(alert("one", Level.LOW), "finops");
        fixture.eventually("a parked alert", () -> !parked().isEmpty());

        // When
        assertThat(fixture.slack.requests()).hasSize(1);
        assertThat(get(fixture.store.outbox().retry("one", null, fixture.clock.instant())))
                .isEqualTo(1);
        verticle.hurry();
        get(fixture.slack.awaitMessages(1));

        // Then
        fixture.eventuallyAllDelivered("finops");
        assertThat(fixture.outbox()).isEmpty();
    }

    @Test
    void a_fold_with_one_at_fault_delivers_all_others() {
        // Given
        fixture.slack.refuseWhatSays("$1,499.00", SlackError.INVALID_BLOCKS);
        fixture.deploy(fixture.slack("finops"), QUICK);
        List<Alert> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(Alerts.team("id-" + i, Integer.toString(1_000 + i), Alerts.threshold("1")));
        }

        // When
        fixture.raise(all, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(parked()).extracting(view -> view.id().alertId()).containsExactly("id-499");
        assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates().hasSize(499);
    }

    @Test
    void a_webhook_parks_each_alert_that_it_refuses() {
        // Given
        fixture.slack.nextAt("/hooks/simulated", Misbehaviour.answer(422, "{\"error\":\"secret\"}"));
        fixture.deploy(fixture.webhook("program", fixture.slack.plainUrl()), QUICK);

        // When
        fixture.raise(alerts("a", 3, Level.LOW), "program");
        fixture.eventuallyAllDelivered("program");

        // Then
        assertThat(fixture.slack.alertsSeen()).hasSize(2);
        assertThat(parked())
                .singleElement()
                .satisfies(view -> assertThat(view.reason()).isEqualTo("status 422"));
    }

    private double parkedGauge() {
        return fixture.registry
                .get("spendbell.deliveries.parked")
                .tag("destination", "finops")
                .gauge()
                .value();
    }
}
