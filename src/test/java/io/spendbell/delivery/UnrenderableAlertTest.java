package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An alert on which a renderer throws is parked, and keeps back no other. */
class UnrenderableAlertTest {
    private static final String AT_FAULT = "cannot-be-rendered";

    private final DeliveryFixture fixture = new DeliveryFixture();

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Slack, by a renderer that fails on what says so, and on more than some at a time. */
    private record Picky(Destination original, int most) implements AlteredDestination, Renderer {
        private List<Delivery> checked(List<Delivery> deliveries) {
            if (deliveries.size() > most
                    || deliveries.stream()
                            .anyMatch(each -> each.alert().message().equals(AT_FAULT))) {
                throw new IllegalStateException("on purpose");
            }
            return deliveries;
        }

        @Override
        public List<Message> pack(List<Delivery> deliveries, Instant now) {
            return original.renderer().pack(checked(deliveries), now);
        }

        @Override
        public Message fold(List<Delivery> deliveries, Instant now) {
            return original.renderer().fold(checked(deliveries), now);
        }

        @Override
        public Renderer renderer() {
            return this;
        }
    }

    private List<View> parked() {
        return fixture.outbox().stream()
                .filter(view -> view.state() == View.State.PARKED)
                .toList();
    }

    @Test
    void those_at_fault_are_parked_and_all_others_are_delivered_once_and_together() {
        // Given
        fixture.deploy(new Picky(fixture.slack("finops"), Integer.MAX_VALUE), QUICK);
        List<Alert> all = new ArrayList<>(alerts("a", 13, Level.LOW));
        all.set(0, alert("a0", Level.LOW, AT_FAULT));
        all.set(5, alert("a5", Level.LOW, AT_FAULT));

        // When
        fixture.raise(all, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        List<String> others = new ArrayList<>(ids(all));
        others.removeAll(List.of("a0", "a5"));
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(fixture.slack.requests()).hasSize(1);
        assertThat(parked()).extracting(view -> view.id().alertId()).containsExactlyInAnyOrder("a0", "a5");
        assertThat(parked()).extracting(View::reason).containsOnly("cannot be rendered");
    }

    @Test
    void one_that_stands_alone_is_parked_and_what_comes_later_is_delivered() {
        fixture.deploy(new Picky(fixture.slack("finops"), Integer.MAX_VALUE), QUICK);

        fixture.raise(alert("one", Level.HIGH, AT_FAULT), "finops");
        fixture.eventually("a parked alert", () -> !parked().isEmpty());
        fixture.raise(alert("two", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        assertThat(fixture.slack.alertsSeen()).containsExactly("two");
    }

    @Test
    void alerts_that_cannot_be_told_together_are_told_apart() {
        fixture.deploy(new Picky(fixture.slack("finops"), 2), QUICK);

        fixture.raise(alerts("a", 7, Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        assertThat(fixture.slack.alertsSeen()).hasSize(7).doesNotHaveDuplicates();
        assertThat(parked()).isEmpty();
    }

    @Test
    void one_that_could_not_be_parked_while_the_store_was_away_is_parked_later() {
        FlakyStore flaky = new FlakyStore(fixture.store);
        fixture.store = flaky.store();
        flaky.failNext("settle");
        Duration lease = Duration.ofMillis(300);
        DeliverySettings shortLease = new DeliverySettings(
                QUICK.flushInterval(), 1_000, lease, QUICK.repeatAfter(), QUICK.betweenProbes(), 5_000, 20);
        fixture.deploy(new Picky(fixture.slack("finops"), Integer.MAX_VALUE), shortLease);

        fixture.raise(alert("one", Level.HIGH, AT_FAULT), "finops");

        fixture.eventually("a parked alert", () -> !parked().isEmpty());
        assertThat(fixture.backlog("finops").waiting()).isZero();
        assertThat(flaky.pendingFailures()).isZero();
    }
}
