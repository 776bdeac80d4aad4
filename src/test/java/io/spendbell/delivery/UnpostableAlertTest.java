package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An alert on whose post a destination itself fails is tried again, and keeps back no other. */
class UnpostableAlertTest {
    private static final String AT_FAULT = "cannot-be-posted";
    private static final DeliverySettings SELDOM = new DeliverySettings(
            Duration.ofHours(1), 1, QUICK.lease(), QUICK.repeatAfter(), QUICK.betweenProbes(), 5_000, 20);

    private final DeliveryFixture fixture = new DeliveryFixture();
    private final AtomicBoolean mended = new AtomicBoolean();

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A webhook with one post at a time, which does something else with what says so. */
    private record Failing(Destination original, AtomicBoolean mended, Supplier<Future<Answer>> instead)
            implements AlteredDestination {
        @Override
        public int mostInFlight() {
            return 1;
        }

        @Override
        public Future<Answer> post(Message message) {
            boolean isAtFault = message.deliveries().stream()
                    .anyMatch(each -> each.alert().message().equals(AT_FAULT));
            return isAtFault && !mended.get() ? instead.get() : original.post(message);
        }
    }

    private void deployFailing(Supplier<Future<Answer>> instead) {
        fixture.deploy(new Failing(fixture.webhook("program", fixture.slack.plainUrl()), mended, instead), SELDOM);
    }

    private static Future<Answer> thrown() {
        throw new IllegalStateException("on purpose");
    }

    private static Future<Answer> overflown() {
        throw new StackOverflowError("on purpose");
    }

    private double posts(String outcome) {
        return fixture.registry.find("spendbell.posts").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void othersGetThroughAndThisOneOnceItIsMended() {
        // Given
        List<Alert> others = alerts("a", 5, Level.LOW);
        List<Alert> all = new ArrayList<>(others);
        all.add(alert("bad", Level.HIGH, AT_FAULT));

        // When
        fixture.raise(all, "program");
        fixture.eventually("all but one", () -> fixture.backlog("program").waiting() == 1);

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactlyElementsOf(ids(others));
        assertThat(fixture.backlog("program").parked()).isZero();

        // When
        mended.set(true);
        fixture.eventuallyAllDelivered("program");

        // Then
        assertThat(fixture.slack.alertsSeen()).hasSize(6).endsWith("bad");
    }

    @Test
    void one_on_which_it_throws_waits_alone() {
        deployFailing(UnpostableAlertTest::thrown);

        othersGetThroughAndThisOneOnceItIsMended();

        assertThat(posts("failed")).isPositive();
        assertThat(posts("lost")).isZero();
    }

    @Test
    void one_on_which_it_overflows_the_stack_waits_alone() {
        deployFailing(UnpostableAlertTest::overflown);

        othersGetThroughAndThisOneOnceItIsMended();
    }

    @Test
    void one_whose_post_ends_in_a_failure_instead_of_an_answer_waits_alone_and_may_be_a_repeat() {
        deployFailing(() -> Future.failedFuture("on purpose"));

        othersGetThroughAndThisOneOnceItIsMended();

        assertThat(posts("lost")).isPositive();
        assertThat(posts("failed")).isZero();
    }

    @Test
    void it_is_tried_again_with_longer_pauses_and_shown_with_the_reason() {
        deployFailing(UnpostableAlertTest::thrown);

        fixture.raise(alert("bad", Level.HIGH, AT_FAULT), "program");
        fixture.eventually("two tries", () -> fixture.outbox().get(0).attempts() == 2 && posts("failed") == 2);

        assertThat(fixture.outbox()).singleElement().satisfies(view -> {
            assertThat(view.state()).isEqualTo(View.State.WAITING);
            assertThat(view.reason()).isEqualTo("cannot be posted");
        });
    }
}
