package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.raising;
import static io.spendbell.store.StoreFixture.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandInStoreIT {
    private static final Batch RINGS = batch(finding(new Crossing("pay")));

    /** More than any test takes that settles what it begins. */
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(3);

    /** By how much the clock and what passes may differ. */
    private static final TemporalUnitOffset NEARLY = within(500, ChronoUnit.MILLIS);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestRedis redis;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        store = new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "a test", RedisLinkOptions.STANDARD),
                "alone",
                OPTIONS,
                InstantSource.system(),
                UNTIL_SETTLED);
        get(store.open());
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        get(vertx.close());
        redis.close();
    }

    private void goAway() throws Exception {
        redis.kill();
        eventually(() -> store.fault() != null);
        get(store.commit(RINGS, NOTHING).transform(failed -> Future.succeededFuture()));
    }

    private void comeBack() throws Exception {
        redis.startAgain();
        eventually(() -> store.fault() == null);
    }

    private Leased lease() {
        return leaseAt(NOW);
    }

    private Leased leaseAt(Instant now) {
        return get(store.outbox().lease("finops", "me", now, now.plusSeconds(60), 10));
    }

    private void begin(DeliveryId id) {
        get(store.outbox().begin(List.of(id), "me", NOW.plusSeconds(30)));
    }

    private void settle(Settlement settlement) {
        get(store.outbox().settle(List.of(settlement), "me"));
    }

    private CommitResult untilItSucceeds(Batch batch) {
        List<CommitResult> results = new ArrayList<>();
        eventually(() -> {
            get(store.commit(batch, NOTHING).onSuccess(results::add).transform(any -> Future.succeededFuture()));
            return !results.isEmpty();
        });
        return results.get(0);
    }

    @Test
    void while_redis_is_there_nothing_is_decided_alone() {
        assertThat(get(store.decideAlone(RINGS, NOTHING))).isEqualTo(Store.Alone.NOT_NEEDED);
    }

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

    /** Such as two updates of one key by one actor. */
    @Test
    void alerts_that_say_the_same_are_each_delivered_once() throws Exception {
        Batch two = batch(raising(updated(), "finops"), raising(updated(), "finops"));
        Batch another = batch(raising(updated(), "finops"));
        Set<String> told = new HashSet<>();
        goAway();
        get(store.decideAlone(two, NOTHING))
                .raised()
                .forEach(raise -> told.add(raise.alert().id()));
        get(store.decideAlone(another, NOTHING))
                .raised()
                .forEach(raise -> told.add(raise.alert().id()));
        assertThat(told).hasSize(3);
        for (Delivery delivery : lease().deliveries()) {
            begin(delivery.id());
            settle(new Settlement.Retry(delivery.id(), NOW.plusSeconds(5), "500", false));
        }

        comeBack();
        assertThat(untilItSucceeds(two).raised()).isEmpty();
        assertThat(untilItSucceeds(another).raised()).isEmpty();

        List<Delivery> due = leaseAt(NOW.plusSeconds(5)).deliveries();
        assertThat(due)
                .filteredOn(each -> each.alert().type() == AlertType.VIRTUAL_KEY_UPDATED)
                .extracting(each -> each.id().alertId())
                .containsExactlyInAnyOrderElementsOf(told);
        due.forEach(each -> settle(new Settlement.Delivered(each.id())));
        assertThat(leaseAt(NOW.plusSeconds(90)).deliveries()).isEmpty();
        assertThat(get(store.outbox().list(null, 0, 10))).isEmpty();
    }

    private static Alert updated() {
        Entity pay = new Entity(EntityKind.KEY, "pay");
        String id = UUID.randomUUID().toString();
        return new Alert(
                id,
                AlertType.VIRTUAL_KEY_UPDATED,
                Level.LOW,
                pay,
                EntityFields.NONE,
                "pay was updated",
                null,
                NOW,
                NOW);
    }

    @Test
    void claims_that_say_the_same_and_were_not_told_of_yet_are_each_delivered_once_redis_is_back() throws Exception {
        Batch two = batch(finding(new Hanging("a"), new Hanging("b")));
        goAway();
        List<String> raised = idsOf(get(store.decideAlone(two, NOTHING)).raised());
        assertThat(raised).hasSize(2).doesNotHaveDuplicates();

        comeBack();
        assertThat(untilItSucceeds(two).raised()).isEmpty();

        assertThat(lease().deliveries())
                .filteredOn(each -> each.alert().type() == AlertType.LLM_REQUESTS_HANGING)
                .extracting(each -> each.id().alertId())
                .containsExactlyInAnyOrderElementsOf(raised);
    }

    @Test
    void a_claim_that_says_what_an_earlier_one_said_is_told_of_in_the_same_outage() throws Exception {
        Batch first = batch(finding(new Hanging("a")));
        Batch later = batch(finding(new Hanging("c")));
        goAway();
        get(store.decideAlone(first, NOTHING));
        DeliveryId done = lease().deliveries().get(0).id();
        begin(done);
        settle(new Settlement.Delivered(done));

        List<String> raised = idsOf(get(store.decideAlone(later, NOTHING)).raised());

        assertThat(raised).hasSize(1).doesNotContain(done.alertId());
        assertThat(lease().deliveries()).extracting(each -> each.id().alertId()).containsExactlyElementsOf(raised);
        comeBack();
        untilItSucceeds(first);
        untilItSucceeds(later);
        assertThat(get(store.alerts(0, 10)))
                .filteredOn(each -> each.type() == AlertType.LLM_REQUESTS_HANGING)
                .extracting(Alert::id)
                .containsExactlyInAnyOrder(done.alertId(), raised.get(0));
    }

    private static List<String> idsOf(List<Raise> raises) {
        return raises.stream().map(raise -> raise.alert().id()).toList();
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
