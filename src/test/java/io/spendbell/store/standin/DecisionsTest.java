package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.finding;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.StoreFixture;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final int MORE_THAN_ARE_REMEMBERED = 2_500;

    private final Decisions decisions = new Decisions();

    /** Decides and delivers alone what a commit had raised of which only the answer was lost. */
    private DeliveryId deliveredThoughRedisMayHaveIt(int number) {
        Batch batch = batch(finding());
        Raise raise = new Raise(alert(Level.HIGH, NOW), List.of(), List.of("finops"))
                .claimedAs(StoreFixture.key("team-" + number, "1.0", new AlertWindow.Until(DECEMBER)));
        DeliveryId id = new DeliveryId(raise.alert().id(), "finops");
        decisions.awaits(batch, NOTHING);
        decisions.mayBeInRedis(List.of(raise));
        decisions.raised(List.of(raise));
        decisions.settled(new Settlement.Delivered(id));
        decisions.committed(batch, List.of());
        return id;
    }

    private DeliveryId deliveredAfterItWasGivenUp(int number) {
        DeliveryId id = new DeliveryId("late-" + number, "finops");
        decisions.givenUp(id);
        decisions.settledLate(new Settlement.Delivered(id));
        return id;
    }

    @Test
    void of_what_was_delivered_though_redis_may_have_it_the_last_is_remembered_however_many_there_were() {
        List<DeliveryId> delivered = IntStream.range(0, MORE_THAN_ARE_REMEMBERED)
                .mapToObj(this::deliveredThoughRedisMayHaveIt)
                .toList();

        assertThatTheNewestAreRemembered(delivered);
    }

    @Test
    void of_what_was_delivered_after_it_was_given_up_the_last_is_remembered_however_many_there_were() {
        List<DeliveryId> delivered = IntStream.range(0, MORE_THAN_ARE_REMEMBERED)
                .mapToObj(this::deliveredAfterItWasGivenUp)
                .toList();

        assertThatTheNewestAreRemembered(delivered);
    }

    /** And the oldest are not, so that it is bounded. */
    private void assertThatTheNewestAreRemembered(List<DeliveryId> delivered) {
        int most = 1_000;
        int first = delivered.size() - most;
        assertThat(delivered.subList(first, delivered.size())).allMatch(decisions::isDelivered);
        assertThat(delivered.subList(0, first)).noneMatch(decisions::isDelivered);
    }
}
