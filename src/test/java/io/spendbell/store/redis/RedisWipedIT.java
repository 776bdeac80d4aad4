package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.raising;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.spendbell.store.Wiped;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is emptied under its replicas: they give back what they know, each without being asked. */
class RedisWipedIT {
    private final Instant now = Instant.now();
    private final List<Wiped> told = new CopyOnWriteArrayList<>();
    private RedisStores stores;
    private Redis admin;
    private Store one;
    private Store other;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        admin = Redis.createClient(stores.vertx, stores.redis.uri());
        one = replica("wiped");
        other = replica("wiped");
    }

    private Store replica(String namespace) {
        RedisStore replica = stores.in(namespace, OPTIONS);
        replica.onWiped(told::add);
        get(replica.open());
        return replica;
    }

    @AfterEach
    void close() throws Exception {
        get(one.close());
        get(other.close());
        get(admin.close());
        stores.close();
    }

    private void wipe(String namespace) {
        Request delete = Request.cmd(Command.DEL);
        for (Response key : get(admin.send(Request.cmd(Command.KEYS).arg("{" + namespace + "}:*")))) {
            delete.arg(key.toString());
        }
        get(admin.send(delete));
    }

    private List<Delivery> leased(Store replica, String owner, Instant at) {
        return get(replica.outbox().lease("finops", owner, at, at.plusSeconds(60), 10))
                .deliveries();
    }

    private Alert raise(Store replica) {
        Alert alert = alert(Level.HIGH, now);
        get(replica.commit(new Batch(now, List.of(raising(alert, "finops"))), NOTHING));
        return alert;
    }

    @Test
    void each_gives_back_what_it_knows_though_nothing_comes_in() {
        get(one.commit(batch(spend("pay", 5)), NOTHING));
        get(other.commit(
                batch(spend("ops", 7), finding(candidate(key("ops", "1.0", new AlertWindow.Until(DECEMBER))))),
                NOTHING));

        wipe("wiped");

        eventually(() -> told.size() == 2);
        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(5));
        assertThat(total(one, "ops")).isEqualTo(Usd.ofDollars(7));
        assertThat(told).extracting(Wiped::epoch).containsOnly(get(one.epoch()), get(other.epoch()));
        assertThat(told.stream().mapToInt(Wiped::accounts).sum()).isEqualTo(2);
        assertThat(told.stream().mapToInt(Wiped::claims).sum()).isEqualTo(1);
        assertThat(told.stream().mapToInt(Wiped::deliveries).sum()).isEqualTo(1);
        assertThat(get(one.commit(
                                batch(finding(candidate(key("ops", "1.0", new AlertWindow.Until(DECEMBER))))), NOTHING))
                        .raised())
                .isEmpty();
    }

    @Test
    void what_was_raised_and_not_delivered_is_due_again_and_says_that_it_may_be_a_repeat() {
        Alert alert = raise(one);

        wipe("wiped");
        eventually(() -> told.size() == 2);

        assertThat(leased(other, "other", now))
                .as("whoever had it may say so first")
                .isEmpty();
        List<Delivery> again = leased(other, "other", Instant.now().plusSeconds(7));
        assertThat(again).singleElement().satisfies(delivery -> {
            assertThat(delivery.alert()).isEqualTo(alert);
            assertThat(delivery.mayBeRepeat()).isTrue();
        });
        assertThat(get(one.alerts(0, 10))).containsExactly(alert);
    }

    @Test
    void what_another_replica_has_delivered_does_not_come_back() {
        Alert alert = raise(one);
        DeliveryId id = leased(other, "other", now).get(0).id();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        Alert second = raise(one);

        wipe("wiped");
        eventually(() -> told.size() == 2);

        assertThat(get(one.outbox().list("finops", 0, 10)))
                .extracting(view -> view.alert().id())
                .containsExactly(second.id())
                .doesNotContain(alert.id());
    }

    /** While nothing comes in, each notices in its own time. */
    @Test
    void what_another_replica_delivers_once_it_has_given_back_does_not_come_back() {
        Alert alert = raise(one);
        DeliveryId id = leased(other, "other", Instant.now()).get(0).id();
        wipe("wiped");
        get(other.commit(new Batch(now, List.of(spend("pay", 1))), NOTHING));
        assertThat(told).hasSize(1);

        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        eventually(() -> told.size() == 2);

        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
        assertThat(alert.id()).isEqualTo(id.alertId());
    }

    @Test
    void what_was_given_back_as_in_nobodys_hands_and_is_delivered_then_does_not_come_back() {
        raise(one);
        DeliveryId id = leased(other, "other", Instant.now()).get(0).id();
        wipe("wiped");
        get(one.commit(new Batch(now, List.of(spend("pay", 1))), NOTHING));
        assertThat(get(one.outbox().list("finops", 0, 10))).hasSize(1);

        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));

        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
        eventually(() -> told.size() == 2);
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void what_a_replica_delivered_that_is_gone_comes_back_only_where_nobody_has_asked_since() {
        Alert alert = raise(one);
        DeliveryId id = leased(other, "other", now).get(0).id();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        get(other.close());
        Alert second = raise(one);
        awaitForgotten(second);

        wipe("wiped");
        eventually(() -> told.size() == 1);

        assertThat(get(one.outbox().list("finops", 0, 10)))
                .extracting(view -> view.alert().id())
                .containsExactly(second.id())
                .doesNotContain(alert.id());
    }

    /** A replica asks every few seconds what others have delivered. */
    private void awaitForgotten(Alert there) {
        Undelivered remembered = ((RedisStore) one).undelivered();
        eventually(() -> remembered.pieces(10).stream()
                .flatMap(piece -> piece.deliveries().keySet().stream())
                .map(DeliveryId::alertId)
                .toList()
                .equals(List.of(there.id())));
    }

    @Test
    void a_batch_that_waited_for_redis_leaves_others_time_to_say_what_they_delivered() throws Exception {
        raise(one);
        DeliveryId id = leased(other, "other", now).get(0).id();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        restartEmpty();

        Instant back = now.plusSeconds(30);
        get(one.commit(new Batch(now, List.of(spend("pay", 1))), NOTHING, back));

        assertThat(leased(other, "other", back)).isEmpty();
        eventually(() -> told.size() == 2);
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void what_was_leased_longer_ago_than_a_lease_is_in_nobodys_hands() throws Exception {
        raise(one);
        assertThat(get(one.outbox().lease("finops", "one", now, now.plusSeconds(6), 10))
                        .deliveries())
                .hasSize(1);
        DeliveryId id = leased(other, "other", now.plusSeconds(7)).get(0).id();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        restartEmpty();

        Instant back = now.plusSeconds(30);
        get(one.commit(new Batch(now, List.of(spend("pay", 1))), NOTHING, back));

        assertThat(leased(other, "other", back)).isEmpty();
        eventually(() -> told.size() == 2);
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void what_was_to_be_repeated_while_redis_was_away_is_due_again_and_says_that_it_may_be_a_repeat() throws Exception {
        raise(one);
        DeliveryId id = leased(one, "one", now).get(0).id();
        get(one.outbox().begin(List.of(id), "one", now.plusSeconds(30)));
        restartEmpty();

        Instant back = now.plusSeconds(300);
        get(one.commit(new Batch(now, List.of(spend("pay", 1))), NOTHING, back));

        assertThat(leased(other, "other", back)).isEmpty();
        assertThat(leased(other, "other", back.plusSeconds(7)))
                .singleElement()
                .satisfies(again -> assertThat(again.mayBeRepeat()).isTrue());
    }

    /** The one that claimed it does not know that it is over. */
    @Test
    void what_another_replica_has_found_to_be_over_is_told_when_it_begins_again() {
        AlertKey outage = new AlertKey(
                AlertType.OUTAGE_ALERTS,
                new Entity(EntityKind.MODEL, "gpt"),
                AlertKey.GATEWAY,
                new Rule.Notice("outage_minor:gpt"),
                Usd.ZERO,
                AlertWindow.ROLLING);
        Batch begins = batch(finding(candidate(outage)));
        assertThat(get(one.commit(begins, NOTHING)).raised()).hasSize(1);
        get(other.release(outage));

        wipe("wiped");
        eventually(() -> told.size() == 2);

        assertThat(get(other.commit(batch(finding(candidate(outage))), NOTHING)).raised())
                .hasSize(1);
    }

    /** As after an outage of a Redis that keeps nothing. */
    private void restartEmpty() throws Exception {
        stores.redis.kill();
        eventually(() -> one.fault() != null && other.fault() != null);
        stores.redis.startAgain();
        eventually(() -> one.fault() == null && other.fault() == null);
    }

    @Test
    void what_is_being_posted_stays_in_the_hands_of_who_posts_it() {
        raise(one);
        DeliveryId id = leased(other, "other", Instant.now()).get(0).id();
        get(other.outbox().begin(List.of(id), "other", Instant.now().plusSeconds(60)));

        wipe("wiped");
        eventually(() -> told.size() == 2);

        assertThat(leased(one, "one", Instant.now().plusSeconds(10))).isEmpty();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void another_namespace_on_the_same_redis_notices_nothing() {
        Store neighbour = replica("neighbour");
        var claim = candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER)));
        get(neighbour.commit(batch(spend("pay", 3), finding(claim)), NOTHING));
        String epoch = get(neighbour.epoch());

        wipe("wiped");
        eventually(() -> told.size() == 2);
        get(neighbour.commit(batch(spend("pay", 4)), NOTHING));

        assertThat(total(neighbour, "pay")).isEqualTo(Usd.ofDollars(7));
        assertThat(get(neighbour.commit(batch(finding(claim)), NOTHING)).raised())
                .isEmpty();
        assertThat(get(neighbour.epoch())).isEqualTo(epoch);
        assertThat(told).extracting(Wiped::epoch).doesNotContain(epoch);
        get(neighbour.close());
    }
}
