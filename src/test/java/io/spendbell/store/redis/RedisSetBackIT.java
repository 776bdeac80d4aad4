package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.spendbell.store.Wiped;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that ends without ado and comes back with an older snapshot: replicas give back what they know of since. */
class RedisSetBackIT {
    @TempDir
    Path folder;

    private final List<Wiped> told = new CopyOnWriteArrayList<>();
    private RedisStores stores;
    private RedisStore one;
    private RedisStore other;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores("dir " + folder);
        one = replica();
        other = replica();
    }

    private RedisStore replica() {
        RedisStore replica = stores.in("back", OPTIONS);
        replica.onWiped(told::add);
        get(replica.open());
        return replica;
    }

    @AfterEach
    void close() throws Exception {
        get(one.close());
        get(other.close());
        stores.close();
    }

    private static Batch rings(String team) {
        return batch(finding(candidate(key(team, "1.0", new AlertWindow.Until(DECEMBER)))));
    }

    private void save() throws IOException {
        stores.redis.command("SAVE");
    }

    private void endsAndComesBack() throws Exception {
        stores.redis.crash();
        eventually(() -> one.fault() != null && other.fault() != null);
        stores.redis.startAgain();
    }

    private void look() {
        eventually(() -> isThere(one.look()) && isThere(other.look()));
    }

    private static boolean isThere(Future<?> asked) {
        return get(asked.transform(done -> Future.succeededFuture(done.succeeded())));
    }

    private static CommitResult untilItSucceeds(Store store, Batch batch) {
        List<CommitResult> results = new ArrayList<>();
        eventually(() -> isThere(store.commit(batch, NOTHING).onSuccess(results::add)));
        return results.get(0);
    }

    @Test
    void each_replica_gives_back_what_it_knows_of_since_though_nothing_comes_in() throws Exception {
        get(one.commit(batch(spend("pay", 1)), NOTHING));
        save();
        for (int i = 0; i < 120; i++) {
            get(one.commit(batch(spend("pay", 1)), NOTHING));
        }
        get(one.commit(rings("pay"), NOTHING));
        get(other.commit(batch(spend("ops", 7)), NOTHING));
        String before = get(one.epoch());

        endsAndComesBack();
        look();
        eventually(() -> told.size() == 2);

        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(121));
        assertThat(total(one, "ops")).isEqualTo(Usd.ofDollars(7));
        assertThat(told).allMatch(Wiped::isSetBack).extracting(Wiped::epoch).containsOnly(get(one.epoch()));
        assertThat(get(one.epoch())).isEqualTo(get(other.epoch())).isNotEqualTo(before);
        assertThat(told.stream().mapToInt(Wiped::deliveries).sum()).isEqualTo(1);
        assertThat(get(other.commit(rings("pay"), NOTHING)).raised()).isEmpty();
    }

    @Test
    void what_was_delivered_since_does_not_come_back_though_it_was_in_somebodys_hands_then() throws Exception {
        get(one.commit(rings("pay"), NOTHING));
        Instant now = Instant.now();
        DeliveryId id = get(other.outbox().lease("finops", "other", now, now.plusSeconds(60), 1))
                .deliveries()
                .get(0)
                .id();
        save();
        get(other.outbox().settle(List.of(new Settlement.Delivered(id)), "other"));
        get(one.commit(batch(spend("pay", 1)), NOTHING));

        endsAndComesBack();
        look();
        eventually(() -> told.size() == 2);

        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void what_a_process_has_delivered_is_not_handed_to_it_again_though_no_commit_is_lacking() throws Exception {
        get(one.commit(rings("pay"), NOTHING));
        save();
        deliver(one, "one");

        endsAndComesBack();

        assertThat(leased(one, "another", 10)).isEmpty();
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void what_a_process_has_delivered_is_not_handed_to_it_again_before_it_is_noticed_that_commits_are_lacking()
            throws Exception {
        get(one.commit(rings("pay"), NOTHING));
        save();
        deliver(one, "one");
        get(one.commit(batch(spend("pay", 1)), NOTHING));

        endsAndComesBack();

        assertThat(leased(one, "one", 10)).isEmpty();
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    @Test
    void what_was_delivered_keeps_no_place_from_what_was_not() throws Exception {
        for (String team : List.of("a", "b", "c", "d")) {
            get(one.commit(rings(team), NOTHING));
        }
        save();
        List<DeliveryId> delivered = List.of(deliver(one, "one"), deliver(one, "one"), deliver(one, "one"));

        endsAndComesBack();
        List<Delivery> left = leased(one, "one", 1);

        assertThat(left).hasSize(1).noneMatch(Delivery::mayBeRepeat);
        assertThat(delivered).doesNotContain(left.get(0).id());
        assertThat(get(one.outbox().list("finops", 0, 10)))
                .extracting(Outbox.View::id)
                .containsExactly(left.get(0).id());
    }

    @Test
    void what_was_delivered_is_handed_out_again_to_be_posted_as_a_repeat_where_a_person_asks_for_it() throws Exception {
        get(one.commit(rings("pay"), NOTHING));
        DeliveryId id = leased(one, "one", 1).get(0).id();
        settle(one, new Settlement.Parked(id, "refused"));
        save();
        get(one.outbox().retry(id.alertId(), null, Instant.now()));
        assertThat(deliver(one, "one")).isEqualTo(id);

        endsAndComesBack();
        eventually(() -> isThere(one.outbox().retry(id.alertId(), null, Instant.now())));
        List<Delivery> again = leased(one, "one", 10);

        assertThat(again).extracting(Delivery::id).containsExactly(id);
        assertThat(again).allMatch(Delivery::mayBeRepeat);
        settle(one, new Settlement.Delivered(id));
        assertThat(get(one.outbox().list("finops", 0, 10))).isEmpty();
    }

    private static DeliveryId deliver(Store store, String owner) {
        DeliveryId id = leased(store, owner, 1).get(0).id();
        Instant repeatAt = Instant.now().plusSeconds(30);
        assertThat(get(store.outbox().begin(List.of(id), owner, repeatAt))).containsExactly(id);
        settle(store, new Settlement.Delivered(id));
        return id;
    }

    private static void settle(Store store, Settlement settlement) {
        get(store.outbox().settle(List.of(settlement), "one"));
    }

    private static List<Delivery> leased(Store store, String owner, int most) {
        List<Leased> leased = new ArrayList<>();
        Instant now = Instant.now();
        eventually(() -> isThere(store.outbox()
                .lease("finops", owner, now, now.plusSeconds(60), most)
                .onSuccess(leased::add)));
        return leased.get(0).deliveries();
    }

    @Test
    void the_first_commit_finds_it_and_is_added_to_what_was_given_back() throws Exception {
        save();
        get(one.commit(batch(spend("pay", 120)), NOTHING));

        endsAndComesBack();
        untilItSucceeds(one, batch(spend("pay", 1)));

        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(121));
        assertThat(told).isNotEmpty().allMatch(Wiped::isSetBack);
    }

    @Test
    void what_others_have_committed_since_a_replica_looked_last_is_known_to_it_as_well() throws Exception {
        save();
        get(other.commit(batch(spend("pay", 120)), NOTHING));
        get(one.look());
        get(other.close());
        other = one;

        endsAndComesBack();
        look();

        eventually(() -> told.size() == 1);
        assertThat(told.get(0).isSetBack()).isTrue();
    }

    @Test
    void one_that_has_lost_nothing_is_not_taken_for_one_that_was_set_back() throws Exception {
        get(one.commit(batch(spend("pay", 5)), NOTHING));
        get(other.commit(batch(spend("pay", 5)), NOTHING));
        String before = get(one.epoch());
        save();

        endsAndComesBack();
        look();
        untilItSucceeds(other, batch(spend("pay", 1)));
        look();

        assertThat(told).isEmpty();
        assertThat(get(one.epoch())).isEqualTo(before);
        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(11));
    }
}
