package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.Test;

/** What was known before Redis went away goes on without it and after it: totals, claims, holds and paces. */
class StandInStoreIT extends StandInFixture {
    /** By how much the clock and what passes may differ. */
    private static final TemporalUnitOffset NEARLY = within(500, ChronoUnit.MILLIS);

    @Test
    void while_redis_is_there_nothing_is_decided_alone() {
        assertThat(get(store.decideAlone(RINGS, NOTHING))).isEqualTo(Store.Alone.NOT_NEEDED);
    }

    @Test
    void totals_go_on_from_what_was_known_last() throws Exception {
        get(store.commit(batch(spend("pay", 5)), NOTHING));
        List<Usd> totals = new ArrayList<>();
        Judge judge = posted -> {
            totals.add(posted.total());
            return List.of();
        };
        goAway();

        get(store.decideAlone(batch(spend("pay", 2)), judge));
        get(store.decideAlone(batch(spend("pay", 3)), judge));

        assertThat(totals).containsExactly(Usd.ofDollars(7), Usd.ofDollars(10));
    }

    @Test
    void what_rang_before_redis_went_away_does_not_ring_again() throws Exception {
        get(store.commit(RINGS, NOTHING));
        goAway();

        assertThat(get(store.decideAlone(batch(RINGS.entries().get(0)), NOTHING))
                        .raised())
                .isEmpty();
    }

    @Test
    void a_batch_that_is_handed_in_again_before_it_was_decided_counts_once() throws Exception {
        List<Usd> totals = new ArrayList<>();
        Judge judge = posted -> {
            totals.add(posted.total());
            return List.of();
        };
        Batch spends = batch(spend("pay", 2));
        goAway();

        Future<Store.Alone> first = store.decideAlone(spends, judge);
        get(store.decideAlone(spends, judge));
        get(first);
        get(store.decideAlone(batch(spend("pay", 3)), judge));

        assertThat(totals).containsExactly(Usd.ofDollars(2), Usd.ofDollars(5));
    }

    @Test
    void a_second_outage_goes_on_where_the_first_one_ended() throws Exception {
        Batch delivered = batch(finding(new Crossing("delivered")));
        Batch lost = batch(finding(new Crossing("lost")));
        Batch fresh = batch(finding(new Crossing("fresh")));
        List<Usd> totals = new ArrayList<>();
        Judge judge = posted -> {
            totals.add(posted.total());
            return List.of();
        };
        goAway();
        get(store.decideAlone(delivered, NOTHING));
        DeliveryId done = lease().deliveries().get(0).id();
        begin(done);
        settle(new Settlement.Delivered(done));
        get(store.decideAlone(lost, NOTHING));
        DeliveryId unsure = lease().deliveries().get(0).id();
        begin(unsure);
        settle(new Settlement.Retry(unsure, NOW.plusSeconds(30), "no answer", true));
        get(store.decideAlone(fresh, NOTHING));
        get(store.decideAlone(batch(spend("pay", 2)), judge));

        comeBack();
        untilItSucceeds(RINGS);
        redis.kill();
        eventually(() -> store.fault() != null);
        Raise later = get(store.decideAlone(batch(finding(new Crossing("later")), spend("pay", 3)), judge))
                .raised()
                .get(0);

        assertThat(totals).last().isEqualTo(Usd.ofDollars(5));
        List<Delivery> now = lease().deliveries();
        assertThat(now).extracting(each -> each.alert().entity().id()).containsExactly("fresh", "later");
        assertThat(now.get(1).alert()).isEqualTo(later.alert());
        Delivery repeated = leaseAt(NOW.plusSeconds(30)).deliveries().get(0);
        assertThat(repeated.id()).isEqualTo(unsure);
        assertThat(repeated.mayBeRepeat()).isTrue();

        comeBack();
        assertThat(untilItSucceeds(delivered).raised()).isEmpty();
        untilItSucceeds(lost);
        untilItSucceeds(fresh);
        assertThat(get(store.outbox().list(null, 0, 10)))
                .extracting(Outbox.View::id)
                .contains(unsure)
                .doesNotContain(done);
    }

    @Test
    void an_outage_that_begins_while_another_one_ends_is_decided_alone_too() throws Exception {
        Batch fresh = batch(finding(new Crossing("fresh")));
        goAway();
        get(store.decideAlone(RINGS, NOTHING));
        DeliveryId done = lease().deliveries().get(0).id();
        begin(done);
        comeBack();
        Future<CommitResult> waitsForThePost = store.commit(RINGS, NOTHING);
        redis.kill();
        eventually(() -> store.fault() != null);
        settle(new Settlement.Delivered(done));
        get(waitsForThePost.otherwiseEmpty());

        assertThat(get(store.decideAlone(fresh, NOTHING)).raised()).hasSize(1);
        assertThat(lease().deliveries())
                .extracting(each -> each.alert().entity().id())
                .containsExactly("fresh");
        comeBack();
        assertThat(untilItSucceeds(RINGS).raised()).isEmpty();
        untilItSucceeds(fresh);
        assertThat(get(store.outbox().list(null, 0, 10)))
                .extracting(Outbox.View::id)
                .doesNotContain(done)
                .hasSize(1);
    }

    @Test
    void a_hold_outlasts_a_redis_that_is_emptied() {
        Instant until = Instant.now().plusSeconds(60);
        get(store.hold("held", until));
        Redis admin = Redis.createClient(vertx, redis.uri());

        get(admin.send(Request.cmd(Command.FLUSHALL)));
        untilItSucceeds(RINGS);

        eventually(() -> turn("held", Duration.ZERO).isAfter(until.minusSeconds(1)));
        assertThat(turn("held", Duration.ZERO)).isCloseTo(until, NEARLY);
        get(admin.close());
    }

    @Test
    void a_pace_and_a_hold_outlast_redis_in_both_directions() throws Exception {
        Duration pace = Duration.ofSeconds(60);
        Instant first = turn("url", pace);
        get(store.hold("held", first.plusSeconds(200)));
        goAway();
        get(store.decideAlone(RINGS, NOTHING));

        assertThat(turn("url", pace)).isCloseTo(first.plusSeconds(60), NEARLY);
        assertThat(turn("held", Duration.ZERO)).isCloseTo(first.plusSeconds(200), NEARLY);
        get(store.hold("held", first.plusSeconds(400)));

        comeBack();
        untilItSucceeds(RINGS);
        assertThat(turn("url", pace)).isCloseTo(first.plusSeconds(120), NEARLY);
        assertThat(turn("held", Duration.ZERO)).isCloseTo(first.plusSeconds(400), NEARLY);
    }

    private Instant turn(String paceKey, Duration interval) {
        return get(store.reserveTurn(paceKey, Instant.now(), interval));
    }
}
