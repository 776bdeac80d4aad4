package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is delivered while Redis is away is not delivered again, and what is not goes on once it is back. */
class StandInDeliveriesIT extends StandInFixture {
    @Test
    void what_was_delivered_meanwhile_is_claimed_and_not_delivered_again() throws Exception {
        goAway();
        Raise alone = get(store.decideAlone(RINGS, NOTHING)).raised().get(0);
        Delivery delivery = lease().deliveries().get(0);
        begin(delivery.id());
        settle(new Settlement.Delivered(delivery.id()));
        assertThat(get(store.decideAlone(RINGS, NOTHING)).raised())
                .as("a batch is decided once")
                .isEmpty();

        comeBack();
        assertThat(untilItSucceeds(RINGS).raised()).as("it was told of already").isEmpty();

        assertThat(lease().deliveries()).isEmpty();
        assertThat(get(store.alerts(0, 10))).containsExactly(alone.alert());
        assertThat(untilItSucceeds(batch(RINGS.entries().get(0))).raised())
                .as("it is claimed")
                .isEmpty();
    }

    @Test
    void what_was_not_delivered_goes_on_in_redis_as_the_same_alert() throws Exception {
        goAway();
        Raise alone = get(store.decideAlone(RINGS, NOTHING)).raised().get(0);
        Delivery delivery = lease().deliveries().get(0);
        begin(delivery.id());
        settle(new Settlement.Retry(delivery.id(), NOW.plusSeconds(5), "500", false));

        comeBack();
        untilItSucceeds(RINGS);

        assertThat(leaseAt(NOW.plusSeconds(5)).deliveries())
                .extracting(each -> each.alert())
                .containsExactly(alone.alert());
    }

    @Test
    void a_post_that_is_under_way_is_waited_for_and_none_begins_any_more() throws Exception {
        goAway();
        Batch other = batch(finding(new Crossing("ops")));
        get(store.decideAlone(RINGS, NOTHING));
        get(store.decideAlone(other, NOTHING));
        List<Delivery> leased = lease().deliveries();
        begin(leased.get(0).id());

        comeBack();
        Future<CommitResult> commit = store.commit(RINGS, NOTHING);
        assertThat(get(store.outbox().begin(List.of(leased.get(1).id()), "me", NOW.plusSeconds(30))))
                .isEmpty();
        assertThat(commit.isComplete()).isFalse();
        settle(new Settlement.Delivered(leased.get(0).id()));
        get(commit.transform(any -> Future.succeededFuture()));
        untilItSucceeds(RINGS);
        untilItSucceeds(other);

        assertThat(lease().deliveries())
                .extracting(Delivery::id)
                .containsExactly(leased.get(1).id());
    }

    @Test
    void all_that_wait_for_a_post_under_way_go_on_when_it_is_settled() throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        DeliveryId posted = lease().deliveries().get(0).id();
        begin(posted);

        comeBack();
        Future<CommitResult> first = store.commit(RINGS, NOTHING);
        Future<CommitResult> second = store.commit(batch(spend("ops", 1)), NOTHING);
        settle(new Settlement.Delivered(posted));

        assertThat(get(first).outcomes()).hasSize(1);
        assertThat(get(second).outcomes()).hasSize(1);
    }

    @Test
    void a_post_that_is_never_settled_holds_nothing_up_and_is_repeated_in_its_time() throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        DeliveryId posted = lease().deliveries().get(0).id();
        begin(posted);

        comeBack();
        untilItSucceeds(batch(finding(new Crossing("ops"))));
        untilItSucceeds(RINGS);

        assertThat(lease().deliveries()).extracting(Delivery::id).doesNotContain(posted);
        assertThat(leaseAt(NOW.plusSeconds(30)).deliveries()).singleElement().satisfies(again -> {
            assertThat(again.id()).isEqualTo(posted);
            assertThat(again.mayBeRepeat()).isTrue();
        });
    }

    @Test
    void a_post_that_is_settled_after_it_was_given_up_is_not_repeated_from_here() throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        DeliveryId posted = lease().deliveries().get(0).id();
        begin(posted);
        comeBack();
        untilItSucceeds(RINGS);

        settle(new Settlement.Delivered(posted));

        assertThat(leaseAt(NOW.plusSeconds(30)).deliveries()).isEmpty();
        assertThat(get(store.outbox().list(null, 0, 10))).isEmpty();
    }

    @Test
    void a_post_whose_answer_was_lost_meanwhile_goes_on_in_redis_in_its_time_and_says_that_it_may_be_a_repeat()
            throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        Delivery delivery = lease().deliveries().get(0);
        begin(delivery.id());
        settle(new Settlement.Retry(delivery.id(), NOW.plusSeconds(30), "no answer", true));

        comeBack();
        untilItSucceeds(RINGS);

        Leased early = lease();
        assertThat(early.deliveries()).isEmpty();
        assertThat(early.nextDue()).isEqualTo(NOW.plusSeconds(30));
        Delivery again = leaseAt(NOW.plusSeconds(30)).deliveries().get(0);
        assertThat(again.id()).isEqualTo(delivery.id());
        assertThat(again.mayBeRepeat()).isTrue();
        assertThat(again.attempts()).isEqualTo(1);
    }

    @Test
    void what_was_refused_meanwhile_is_parked_in_redis_too() throws Exception {
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        Delivery delivery = lease().deliveries().get(0);
        begin(delivery.id());
        settle(new Settlement.Parked(delivery.id(), "400 | too long"));

        comeBack();
        untilItSucceeds(RINGS);

        assertThat(lease().deliveries()).isEmpty();
        assertThat(get(store.outbox().list(null, 0, 10))).singleElement().satisfies(view -> {
            assertThat(view.state()).isEqualTo(Outbox.View.State.PARKED);
            assertThat(view.reason()).isEqualTo("400 | too long");
        });
        assertThat(get(store.outbox().retry(null, "finops", NOW))).isEqualTo(1);
        assertThat(lease().deliveries()).hasSize(1);
    }

    @Test
    void what_was_posted_while_redis_went_away_is_not_posted_again() throws Exception {
        get(store.commit(RINGS, NOTHING));
        Delivery delivery = lease().deliveries().get(0);
        begin(delivery.id());
        redis.kill();
        eventually(() -> store.fault() != null);
        settle(new Settlement.Delivered(delivery.id()));

        comeBack();

        Instant later = NOW.plusSeconds(40);
        assertThat(get(store.outbox().lease("finops", "started anew", later, later.plusSeconds(60), 10))
                        .deliveries())
                .isEmpty();
        assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isZero();
    }
}
