package io.spendbell.store;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Outbox.View;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store's outbox must do. */
public abstract class OutboxContract {
    protected static final Instant LEASED_UNTIL = NOW.plusSeconds(60);

    protected Store store;
    protected Outbox outbox;

    protected abstract Store newStore(StoreOptions options) throws Exception;

    /**
     * Sets back the clock by an hour: the callers' own, or that of the store where it goes by another one.
     *
     * @return what time it is then for the callers, for whom it is {@code NOW} before
     */
    protected Instant setBack() {
        return NOW.minus(Duration.ofHours(1));
    }

    @BeforeEach
    void openStore() throws Exception {
        store = newStore(OPTIONS);
        get(store.open());
        outbox = store.outbox();
    }

    @AfterEach
    void closeStore() {
        get(store.close());
    }

    protected Alert raise(Level level, Instant raisedAt, String... destinations) {
        Alert alert = alert(level, raisedAt);
        get(store.commit(batch(raising(alert, destinations)), NOTHING));
        return alert;
    }

    protected List<String> lease(String destination, String owner, Instant now) {
        return leased(destination, owner, now).deliveries().stream()
                .map(delivery -> delivery.id().alertId())
                .toList();
    }

    protected Leased leased(String destination, String owner, Instant now) {
        return get(outbox.lease(destination, owner, now, now.plusSeconds(60), 100));
    }

    protected static DeliveryId id(Alert alert) {
        return new DeliveryId(alert.id(), "a");
    }

    @Test
    void gives_the_highest_level_first_then_the_oldest_then_as_they_came() {
        Alert low = raise(Level.LOW, NOW.minusSeconds(100), "a");
        Alert high = raise(Level.HIGH, NOW, "a");
        Alert highSameTime = raise(Level.HIGH, NOW, "a");
        Alert olderHigh = raise(Level.HIGH, NOW.minusSeconds(5), "a");
        Alert medium = raise(Level.MEDIUM, NOW.minusSeconds(100), "a");

        assertThat(lease("a", "me", NOW))
                .containsExactly(olderHigh.id(), high.id(), highSameTime.id(), medium.id(), low.id());
    }

    @Test
    void keeps_destinations_apart() {
        Alert both = raise(Level.LOW, NOW, "a", "ab");

        assertThat(lease("a", "me", NOW)).containsExactly(both.id());
        get(outbox.settle(List.of(new Settlement.Delivered(id(both))), "me"));

        assertThat(get(outbox.backlog("a", NOW))).isEqualTo(new Backlog(0, 0, null));
        assertThat(get(outbox.backlog("ab", NOW))).isEqualTo(new Backlog(1, 0, NOW));
        assertThat(lease("ab", "me", NOW)).containsExactly(both.id());
    }

    @Test
    void gives_a_delivery_to_one_owner_until_the_lease_is_over() {
        Alert alert = raise(Level.LOW, NOW, "a");

        assertThat(lease("a", "me", NOW)).hasSize(1);
        assertThat(lease("a", "me", NOW)).isEmpty();
        assertThat(lease("a", "other", LEASED_UNTIL.minusMillis(1))).isEmpty();
        assertThat(lease("a", "other", LEASED_UNTIL)).containsExactly(alert.id());
    }

    @Test
    void a_renewed_lease_is_not_taken_over() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.renew(List.of(id(alert)), "other", NOW.plusSeconds(500)));
        get(outbox.renew(List.of(id(alert)), "me", NOW.plusSeconds(100)));

        assertThat(lease("a", "other", NOW.plusSeconds(99))).isEmpty();
        assertThat(lease("a", "other", NOW.plusSeconds(100))).hasSize(1);
    }

    @Test
    void a_change_by_somebody_else_is_ignored() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);

        get(outbox.settle(List.of(new Settlement.Delivered(id(alert))), "other"));
        assertThat(get(outbox.begin(List.of(id(alert)), "other", NOW.plusSeconds(30))))
                .isEmpty();

        assertThat(get(outbox.backlog("a", NOW)).waiting()).isEqualTo(1);
        Delivery again = leased("a", "third", LEASED_UNTIL).deliveries().get(0);
        assertThat(again.mayBeRepeat()).isFalse();
    }

    @Test
    void what_was_begun_and_never_settled_comes_back_when_its_time_is_over_and_may_be_a_repeat() {
        Alert alert = raise(Level.LOW, NOW, "a");
        get(outbox.lease("a", "me", NOW, NOW.plusSeconds(5), 10));
        assertThat(get(outbox.begin(List.of(id(alert)), "me", NOW.plusSeconds(30))))
                .containsExactly(id(alert));

        Leased early = leased("a", "other", NOW.plusSeconds(29));
        Leased due = leased("a", "other", NOW.plusSeconds(30));

        assertThat(early.deliveries()).isEmpty();
        assertThat(early.nextDue()).isEqualTo(NOW.plusSeconds(30));
        assertThat(due.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.id()).isEqualTo(id(alert));
            assertThat(delivery.mayBeRepeat()).isTrue();
        });
    }

    @Test
    void a_retry_waits_for_its_time_and_counts() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(10), "status 500", false)), "me"));

        assertThat(lease("a", "me", NOW.plusSeconds(9))).isEmpty();
        assertThat(leased("a", "me", NOW.plusSeconds(10)).deliveries())
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.attempts()).isEqualTo(1);
                    assertThat(delivery.mayBeRepeat()).isFalse();
                });
    }

    @Test
    void that_it_may_be_a_repeat_stays_until_it_is_delivered() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW, "time-out", true)), "me"));
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW, "status 500", false)), "me"));

        assertThat(leased("a", "me", NOW).deliveries().get(0).mayBeRepeat()).isTrue();
    }

    @Test
    void what_is_released_is_due_at_once_for_anybody() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Released(id(alert))), "me"));

        assertThat(lease("a", "other", NOW)).containsExactly(alert.id());
    }

    @Test
    void what_is_parked_waits_for_a_person() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Parked(id(alert), "invalid_blocks | odd")), "me"));

        assertThat(lease("a", "me", NOW.plusSeconds(9_999))).isEmpty();
        assertThat(get(outbox.backlog("a", NOW))).isEqualTo(new Backlog(0, 1, null));
        assertThat(get(outbox.list("a", 0, 10))).singleElement().satisfies(view -> {
            assertThat(view.state()).isEqualTo(View.State.PARKED);
            assertThat(view.reason()).isEqualTo("invalid_blocks | odd");
        });

        assertThat(get(outbox.retry(alert.id(), null, NOW))).isEqualTo(1);
        assertThat(lease("a", "me", NOW)).containsExactly(alert.id());
    }

    @Test
    void a_person_may_send_again_what_waits_at_a_destination_but_not_what_is_being_posted() {
        Alert waiting = raise(Level.LOW, NOW, "a");
        Alert posting = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(waiting), NOW.plusSeconds(900), "down", false)), "me"));
        get(outbox.begin(List.of(id(posting)), "me", NOW.plusSeconds(30)));

        assertThat(get(outbox.retry(null, "b", NOW))).isZero();
        assertThat(get(outbox.retry(null, "a", NOW))).isEqualTo(1);
        assertThat(lease("a", "me", NOW)).containsExactly(waiting.id());
    }

    @Test
    void lists_in_the_order_of_posting_the_parked_last() {
        Alert parked = raise(Level.HIGH, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Parked(id(parked), "no")), "me"));
        Alert low = raise(Level.LOW, NOW, "a");
        Alert high = raise(Level.HIGH, NOW, "b");

        assertThat(get(outbox.list(null, 0, 10)))
                .extracting(view -> view.alert().id())
                .containsExactly(low.id(), high.id(), parked.id());
        assertThat(get(outbox.list(null, 1, 1)))
                .extracting(view -> view.alert().id())
                .containsExactly(high.id());
    }

    @Test
    void gives_no_more_than_was_asked_for() {
        for (int i = 0; i < 5; i++) {
            raise(Level.LOW, NOW, "a");
        }

        assertThat(get(outbox.lease("a", "me", NOW, LEASED_UNTIL, 2)).deliveries())
                .hasSize(2);
        assertThat(get(outbox.lease("a", "other", NOW, LEASED_UNTIL, 10)).deliveries())
                .hasSize(3);
    }

    @Test
    void a_retry_is_not_due_a_fraction_of_a_millisecond_early() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        Instant odd = NOW.plusNanos(1_500_001);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), odd, "status 500", false)), "me"));

        assertThat(lease("a", "me", odd.minusNanos(1))).isEmpty();
        assertThat(lease("a", "me", odd.plusMillis(1))).hasSize(1);
    }

    @Test
    void what_is_being_posted_under_a_lease_that_runs_is_not_due_before_the_lease_ends() {
        Alert alert = raise(Level.LOW, NOW, "a");
        get(outbox.lease("a", "me", NOW, NOW.plusSeconds(60), 10));
        get(outbox.begin(List.of(id(alert)), "me", NOW.plusSeconds(30)));

        assertThat(leased("a", "other", NOW.plusSeconds(40))).isEqualTo(new Leased(List.of(), NOW.plusSeconds(60)));
        assertThat(lease("a", "other", NOW.plusSeconds(60))).hasSize(1);
    }

    @Test
    void once_taken_over_a_delivery_is_no_longer_the_first_owners() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        lease("a", "other", LEASED_UNTIL);

        get(outbox.settle(List.of(new Settlement.Delivered(id(alert))), "me"));
        assertThat(get(outbox.backlog("a", NOW)).waiting()).isEqualTo(1);
        get(outbox.settle(List.of(new Settlement.Delivered(id(alert))), "other"));
        assertThat(get(outbox.backlog("a", NOW)).waiting()).isZero();
    }

    @Test
    void a_settlement_that_cannot_be_understood_undoes_the_others_of_its_step() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);

        assertThatThrownBy(() -> get(outbox.settle(Arrays.asList(new Settlement.Delivered(id(alert)), null), "me")))
                .hasCauseInstanceOf(NullPointerException.class);

        assertThat(get(outbox.backlog("a", NOW)).waiting()).isEqualTo(1);
        get(outbox.settle(List.of(new Settlement.Delivered(id(alert))), "me"));
        assertThat(get(outbox.backlog("a", NOW)).waiting()).isZero();
    }

    @Test
    void thousands_that_become_due_at_once_are_all_given_and_sent_again_slice_by_slice() {
        int many = 25_000;
        Raise[] raises = new Raise[many];
        Arrays.setAll(raises, i -> new Raise(alert(Level.LOW, NOW.plusMillis(i)), List.of(), List.of("a")));
        get(store.commit(batch(new Entry(null, List.of(), List.of(), List.of(raises), List.of())), NOTHING));
        Leased first = get(outbox.lease("a", "me", NOW, LEASED_UNTIL, many));
        assertThat(first.deliveries()).hasSize(many);
        get(outbox.settle(
                first.deliveries().stream()
                        .<Settlement>map(each -> new Settlement.Retry(each.id(), LEASED_UNTIL, "down", false))
                        .toList(),
                "me"));

        int given = 0;
        Leased again = get(outbox.lease("a", "me", LEASED_UNTIL, LEASED_UNTIL.plusSeconds(60), many));
        while (!again.deliveries().isEmpty()) {
            given += again.deliveries().size();
            assertThat(given == many).isEqualTo(again.nextDue() == null);
            get(outbox.settle(
                    again.deliveries().stream()
                            .<Settlement>map(each -> new Settlement.Parked(each.id(), "no"))
                            .toList(),
                    "me"));
            again = get(outbox.lease("a", "me", LEASED_UNTIL, LEASED_UNTIL.plusSeconds(60), many));
        }

        assertThat(given).isEqualTo(many);
        assertThat(get(outbox.retry(null, "a", LEASED_UNTIL))).isEqualTo(many);
        assertThat(get(outbox.backlog("a", NOW))).isEqualTo(new Backlog(many, 0, NOW));
    }

    @Test
    void what_is_to_be_tried_again_waits_no_longer_when_the_clock_is_set_back() {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(120), "500", false)), "me"));

        // When
        Instant back = setBack();
        Leased first = leased("a", "me", back);

        // Then
        assertThat(first.deliveries()).isEmpty();
        assertThat(first.nextDue()).isEqualTo(back.plusSeconds(120));
        assertThat(lease("a", "me", back.plusSeconds(119))).isEmpty();
        assertThat(lease("a", "me", back.plusSeconds(120))).containsExactly(alert.id());
    }

    @Test
    void a_post_that_was_begun_is_repeated_no_later_and_no_earlier_when_the_clock_is_set_back() {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.begin(List.of(id(alert)), "me", NOW.plusSeconds(30)));

        // When its owner goes on for a moment, and then no more
        Instant back = setBack();
        assertThat(lease("a", "other", back)).isEmpty();
        get(outbox.renew(List.of(id(alert)), "me", back.plusSeconds(6)));

        // Then
        assertThat(lease("a", "other", back.plusSeconds(29))).isEmpty();
        assertThat(leased("a", "other", back.plusSeconds(30)).deliveries())
                .singleElement()
                .matches(Delivery::mayBeRepeat);
    }

    @Test
    void times_that_come_a_little_out_of_order_change_nothing() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(20), "500", false)), "me"));

        assertThat(leased("a", "me", NOW.minusSeconds(10)).nextDue()).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void when_the_clock_is_set_forward_what_waits_is_due_sooner_and_given_once() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(120), "500", false)), "me"));

        Instant ahead = NOW.plusSeconds(3_600);
        assertThat(lease("a", "me", ahead)).containsExactly(alert.id());
        assertThat(lease("a", "me", ahead)).isEmpty();
    }

    @Test
    void tells_which_destinations_have_deliveries() {
        raise(Level.LOW, NOW, "finops", "pager");

        assertThat(get(outbox.destinations())).containsExactlyInAnyOrder("finops", "pager");
    }

    @Test
    void a_delivery_of_a_digest_waits_for_its_end_unless_somebody_asks_for_it() {
        Alert first = gathered();
        Alert second = gathered();
        Alert atOnce = raise(Level.LOW, NOW, "a");

        assertThat(lease("a", "me", NOW.plusSeconds(29))).containsExactly(atOnce.id());
        assertThat(get(outbox.backlog("a", NOW)).waiting()).isEqualTo(3);
        assertThat(leased("a", "me", NOW.plusSeconds(29)).nextDue()).isEqualTo(NOW.plusSeconds(30));
        assertThat(get(outbox.retry(second.id(), "a", NOW))).isEqualTo(1);
        assertThat(lease("a", "me", NOW.plusSeconds(29))).containsExactly(second.id());

        Delivery delivery = leased("a", "me", NOW.plusSeconds(30)).deliveries().get(0);
        assertThat(delivery.alert()).isEqualTo(first);
        assertThat(delivery.mayBeRepeat()).isFalse();
        assertThat(delivery.attempts()).isZero();
    }

    @Test
    void deliveries_of_digests_are_given_to_one_owner_until_it_gives_up_the_right_to_them() {
        Alert first = gathered();
        Alert second = gathered();
        Alert atOnce = raise(Level.LOW, NOW, "a");
        Instant due = NOW.plusSeconds(30);

        assertThat(get(outbox.lease("a", "me", due, due.plusSeconds(60), 1)).deliveries())
                .extracting(delivery -> delivery.id().alertId())
                .containsExactly(first.id());
        assertThat(get(outbox.lease("a", "other", due, due.plusSeconds(60), 1)).deliveries())
                .as("behind one that is passed over")
                .extracting(delivery -> delivery.id().alertId())
                .containsExactly(atOnce.id());
        assertThat(lease("a", "other", due)).isEmpty();
        assertThat(lease("a", "me", due)).containsExactly(second.id());

        Alert third = gathered();
        get(store.giveUp(Outbox.rightToTellDigests("a"), "me"));
        assertThat(lease("a", "other", due)).containsExactly(third.id());
        assertThat(lease("a", "me", due)).isEmpty();
    }

    @Test
    void who_holds_the_right_to_digests_keeps_them_from_all_others() {
        Alert alert = gathered();
        Instant due = NOW.plusSeconds(30);
        String right = Outbox.rightToTellDigests("a");
        assertThat(get(store.acquire(right, "who ends a digest", due, due.plusSeconds(60))))
                .isTrue();

        assertThat(lease("a", "me", due)).isEmpty();
        get(store.giveUp(right, "who ends a digest"));
        assertThat(lease("a", "me", due)).containsExactly(alert.id());
        assertThat(get(store.acquire(right, "another", due, due.plusSeconds(60))))
                .isFalse();
    }

    private Alert gathered() {
        Alert alert = alert(Level.HIGH, NOW).in(new AlertWindow.Span(NOW.minusSeconds(30), NOW.plusSeconds(30)));
        get(store.commit(batch(raising(alert, "a")), NOTHING));
        return alert;
    }
}
