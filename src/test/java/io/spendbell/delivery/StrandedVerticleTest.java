package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.Outbox.View.State;
import io.spendbell.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries whose destination this process does not know. */
class StrandedVerticleTest {
    private static final DeliverySettings SETTINGS = new DeliverySettings(
            Duration.ofHours(1),
            1_000,
            Duration.ofMillis(150),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            5_000,
            20);

    private final DeliveryFixture fixture = new DeliveryFixture();
    private volatile Set<String> configured = Set.of("finops");

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void deploy() {
        get(fixture.vertx.deployVerticle(
                new StrandedVerticle(fixture.store, () -> configured, SETTINGS, fixture.clock, fixture.registry)));
    }

    private double parkedShown(String destination) {
        return fixture.registry
                .get("spendbell.deliveries.parked")
                .tag("destination", destination)
                .gauge()
                .value();
    }

    @Test
    void are_parked_whatever_their_number_and_shown() {
        fixture.raise(alerts("a", 1_203, Level.LOW), "gone");
        fixture.raise(alert("b", Level.LOW), "finops");

        deploy();
        fixture.eventually("all parked", () -> fixture.backlog("gone").parked() == 1_203);
        fixture.eventually("all shown", () -> parkedShown("gone") == 1_203);

        assertThat(fixture.outbox())
                .filteredOn(view -> view.state() == State.PARKED)
                .extracting(View::reason)
                .containsOnly("destination gone is not configured");
        assertThat(fixture.backlog("finops").waiting()).isEqualTo(1);
    }

    @Test
    void are_parked_again_when_somebody_asks_for_them_and_there_is_still_no_destination() {
        fixture.raise(alert("a", Level.LOW), "gone");
        deploy();
        fixture.eventually("parked", () -> fixture.backlog("gone").parked() == 1);

        assertThat(get(fixture.store.outbox().retry(null, "gone", fixture.clock.instant())))
                .isEqualTo(1);

        fixture.eventually("parked again", () -> fixture.backlog("gone").parked() == 1);
    }

    @Test
    void are_left_to_another_replica_as_long_as_it_serves_them() {
        // Given another replica, which has not flushed yet
        fixture.deploy(fixture.slack("theirs"), SETTINGS);
        fixture.raise(alert("a", Level.LOW), "theirs");

        // When
        deploy();
        fixture.pass(Duration.ofSeconds(1));

        // Then
        assertThat(fixture.backlog("theirs").parked()).isZero();
        assertThat(fixture.backlog("theirs").waiting()).isEqualTo(1);
        fixture.undeploy("theirs");
        assertThat(fixture.slack.alertsSeen()).containsExactly("a");

        // When that replica is gone
        fixture.raise(alert("b", Level.LOW), "theirs");
        fixture.eventually("parked", () -> fixture.backlog("theirs").parked() == 1);
    }

    @Test
    void are_not_parked_before_a_replica_that_serves_them_could_say_so_again() {
        // Given a store that has just come back: the other replica says that it serves them after the first look at
        // them
        fixture.raise(alert("a", Level.LOW), "theirs");
        Store real = fixture.store;
        FlakyStore store = new FlakyStore(real);
        Instant now = fixture.clock.instant();
        store.before("acquire", () -> {
            if (store.calls("acquire") == 2) {
                get(real.acquire(StrandedVerticle.lease("theirs"), "them", now, now.plusSeconds(3_600)));
            }
        });
        fixture.store = store.store();

        // When
        deploy();
        fixture.eventually("several looks", () -> store.calls("acquire") == 4);

        // Then
        assertThat(fixture.backlog("theirs").parked()).isZero();
        assertThat(fixture.backlog("theirs").waiting()).isEqualTo(1);
    }

    @Test
    void are_not_touched_any_more_once_their_destination_is_configured() {
        fixture.raise(alert("a", Level.LOW), "gone");
        deploy();
        fixture.eventually("parked", () -> fixture.backlog("gone").parked() == 1);

        configured = Set.of("finops", "gone");
        get(fixture.store.outbox().retry(null, "gone", fixture.clock.instant()));
        fixture.pass(Duration.ofSeconds(1));

        assertThat(fixture.backlog("gone").waiting()).isEqualTo(1);
    }

    @Test
    void are_due_again_when_their_destination_comes_back_while_they_are_being_parked() {
        // Given one that was refused before
        Instant now = fixture.clock.instant();
        fixture.raise(alert("refused", Level.LOW), "back");
        get(fixture.store.outbox().lease("back", "earlier", now, now.plusSeconds(60), 1));
        get(fixture.store
                .outbox()
                .settle(
                        List.of(new Settlement.Parked(new DeliveryId("refused", "back"), "invalid_blocks")),
                        "earlier"));
        fixture.raise(alerts("a", 600, Level.LOW), "back");

        // And a destination that is back once its deliveries are leased to be parked
        FlakyStore store = new FlakyStore(fixture.store);
        store.before("settle", () -> configured = Set.of("finops", "back"));
        fixture.store = store.store();

        // When
        deploy();
        fixture.eventually("parking", () -> store.calls("giveUp") == 2);

        // Then
        assertThat(fixture.backlog("back").waiting()).isEqualTo(600);
        assertThat(fixture.outbox())
                .filteredOn(view -> view.state() == State.PARKED)
                .extracting(view -> view.id().alertId())
                .containsExactly("refused");
        fixture.deploy(fixture.slack("back"), DeliveryFixture.QUICK);
        fixture.eventuallyAllDelivered("back");
        assertThat(fixture.slack.requests()).as("told in a few messages").hasSizeLessThan(10);
    }
}
