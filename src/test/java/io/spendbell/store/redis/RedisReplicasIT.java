package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.posting;
import static io.spendbell.store.StoreFixture.raising;
import static io.spendbell.store.StoreFixture.received;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisStreamUse;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.spendbell.store.StoreFixture;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.Wiped;
import io.spendbell.store.core.SortKey;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stores do that share one Redis. */
class RedisReplicasIT {
    private static final int REPLICAS = 4;
    private static final int KEYS = 1_000;

    private RedisStores stores;
    private final List<Store> replicas = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        for (int i = 0; i < REPLICAS; i++) {
            RedisStore replica = stores.in("replicas", OPTIONS);
            get(replica.open());
            replicas.add(replica);
        }
    }

    @AfterEach
    void close() throws Exception {
        replicas.forEach(replica -> get(replica.close()));
        stores.close();
    }

    @Test
    void a_thousand_crossings_seen_by_all_at_once_ring_a_thousand_times() {
        List<Future<CommitResult>> commits = new ArrayList<>();
        for (Store replica : replicas) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                order.add(i);
            }
            Collections.shuffle(order, new Random(commits.size()));
            for (List<Integer> some : Part.sliced(order, 50)) {
                commits.add(replica.commit(
                        batch(some.stream()
                                .map(i -> finding(candidate(key("team-" + i, "1.0", new AlertWindow.Until(DECEMBER)))))
                                .toArray(Entry[]::new)),
                        NOTHING));
            }
        }
        int raised =
                commits.stream().mapToInt(commit -> get(commit).raised().size()).sum();

        assertThat(raised).isEqualTo(KEYS);
        assertThat(get(replicas.get(0).outbox().backlog("finops", NOW)).waiting())
                .isEqualTo(KEYS);
    }

    @Test
    void what_all_add_at_once_is_one_total_and_rings_once() {
        Judge judge = posted -> posted.total().compareTo(Usd.ofDollars(500)) >= 0
                ? List.of(candidate(key(posted.entityId(), "1.0", new AlertWindow.Until(DECEMBER))))
                : List.of();
        List<Future<CommitResult>> commits = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            for (Store replica : replicas) {
                List<Posting> postings = new ArrayList<>();
                for (int team = 0; team < 20; team++) {
                    postings.add(dollars("team-" + team, 2));
                }
                commits.add(replica.commit(
                        batch(entry(null, postings), entry("event-" + round, List.of(dollars("once", 1)))), judge));
            }
        }
        int raised =
                commits.stream().mapToInt(commit -> get(commit).raised().size()).sum();

        assertThat(raised).isEqualTo(20);
        for (int team = 0; team < 20; team++) {
            assertThat(total(replicas.get(0), "team-" + team)).isEqualTo(Usd.ofDollars(800));
        }
        assertThat(total(replicas.get(3), "once")).isEqualTo(Usd.ofDollars(100));
    }

    @Test
    void a_delivery_is_leased_by_one_at_a_time_and_taken_over_when_the_lease_is_over() {
        get(replicas.get(0)
                .commit(batch(finding(candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER))))), NOTHING));
        Instant until = NOW.plusSeconds(5);

        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            given.add(get(replicas.get(i).outbox().lease("finops", "owner-" + i, NOW, until, 10))
                    .deliveries()
                    .size());
        }

        assertThat(given).containsExactly(1, 0, 0, 0);
        assertThat(get(replicas.get(2).outbox().lease("finops", "owner-2", until, until.plusSeconds(5), 10))
                        .deliveries())
                .hasSize(1);
    }

    /** More than one script gives, asked for by all at the same moment. */
    @Test
    void a_digest_that_becomes_due_goes_to_one_of_all_who_ask_at_once() {
        Instant due = NOW.plusSeconds(1);
        Raise[] raises = new Raise[1_800];
        Arrays.setAll(
                raises,
                i -> new Raise(
                        alert(Level.HIGH, NOW).in(new AlertWindow.Span(NOW.minusSeconds(9), due)),
                        List.of(),
                        List.of("finops")));
        get(replicas.get(0).commit(batch(new Entry(null, List.of(), List.of(), List.of(raises), List.of())), NOTHING));

        List<Future<Outbox.Leased>> leases = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            leases.add(replicas.get(i).outbox().lease("finops", "owner-" + i, due, due.plusSeconds(6), 5_000));
        }

        assertThat(leases)
                .extracting(leased -> get(leased).deliveries().size())
                .containsExactlyInAnyOrder(raises.length, 0, 0, 0);
    }

    @Test
    void who_dies_with_a_digest_is_followed_by_one_who_finds_all_of_it() {
        Store dying = replicas.get(0);
        for (int i = 0; i < 3; i++) {
            Alert alert = alert(Level.HIGH, NOW).in(new AlertWindow.Span(NOW.minusSeconds(9), NOW));
            get(dying.commit(batch(raising(alert, "finops")), NOTHING));
        }
        assertThat(get(dying.outbox().lease("finops", "dies", NOW, NOW.plusMillis(200), 2))
                        .deliveries())
                .hasSize(2);

        List<Integer> given = new ArrayList<>();
        eventually(() -> {
            Instant later = NOW.plusSeconds(1);
            int size = get(replicas.get(1).outbox().lease("finops", "lives", later, later.plusSeconds(6), 10))
                    .deliveries()
                    .size();
            given.add(size);
            return size > 0;
        });

        assertThat(given).startsWith(0).endsWith(3);
    }

    @Test
    void all_share_a_destinations_pace() {
        Set<Instant> turns = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            turns.add(get(replicas.get(i % REPLICAS).reserveTurn("url", NOW, Duration.ofSeconds(1))));
        }

        assertThat(turns).hasSize(12).last().isEqualTo(NOW.plusSeconds(11));
    }

    @Test
    void another_namespace_notices_nothing() {
        RedisStore other = stores.in("another", OPTIONS);
        get(other.open());
        get(replicas.get(0).commit(batch(spend("pay", 5), entry("id", List.of())), NOTHING));

        assertThat(get(other.ledger().balances(null, null, 10))).isEmpty();
        assertThat(get(other.commit(batch(entry("id", List.of())), NOTHING)).outcomes())
                .containsExactly(Outcome.APPLIED);
        assertThat(get(other.epoch())).isNotEqualTo(get(replicas.get(0).epoch()));
        get(other.close());
    }

    @Test
    void an_entry_of_very_many_postings_is_added_as_a_whole_or_not_at_all() {
        List<Posting> postings = new ArrayList<>();
        for (int i = 0; i < 3 * Part.MOST + 1; i++) {
            postings.add(dollars("team-" + i, 1));
        }
        Usd huge = Usd.ofDollars(9_000_000_000L);
        get(replicas.get(0).commit(batch(entry(null, List.of(posting("b", "last", MONTH, huge)))), NOTHING));
        postings.add(posting("b", "last", MONTH, huge));

        CommitResult refused = get(replicas.get(0).commit(batch(entry(null, postings), spend("team-0", 4)), NOTHING));

        assertThat(refused.outcomes()).containsExactly(Outcome.OVERFLOW, Outcome.APPLIED);
        assertThat(total(replicas.get(1), "team-0")).isEqualTo(Usd.ofDollars(4));
        assertThat(get(replicas.get(1).ledger().balances("b", null, 10_000)).stream()
                        .filter(balance -> balance.spent().nanos() != 0)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void scripts_that_redis_forgot_are_sent_again_and_an_emptied_redis_gets_back_what_replicas_remember() {
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        get(admin.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
        get(replicas.get(0).commit(batch(spend("pay", 5)), NOTHING));
        String epoch = get(replicas.get(0).epoch());

        get(admin.send(Request.cmd(Command.FLUSHALL)));
        get(replicas.get(0).commit(batch(spend("pay", 3)), NOTHING));
        get(replicas.get(1).commit(batch(spend("pay", 4)), NOTHING));

        assertThat(total(replicas.get(2), "pay")).isEqualTo(Usd.ofDollars(12));
        assertThat(get(replicas.get(0).epoch()))
                .isNotEqualTo(epoch)
                .isEqualTo(get(replicas.get(1).epoch()));
        get(admin.close());
    }

    @Test
    void what_rang_before_redis_was_emptied_does_not_ring_again() {
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        AlertKey key = key("pay", "0.85", new AlertWindow.Until(DECEMBER));
        assertThat(get(replicas.get(0).commit(batch(finding(candidate(key))), NOTHING))
                        .raised())
                .hasSize(1);

        get(admin.send(Request.cmd(Command.FLUSHALL)));

        assertThat(get(replicas.get(0).commit(batch(finding(candidate(key))), NOTHING))
                        .raised())
                .isEmpty();
        assertThat(get(replicas.get(1).commit(batch(finding(candidate(key))), NOTHING))
                        .raised())
                .as("once one replica has given it back, all know")
                .isEmpty();
        get(admin.close());
    }

    @Test
    void what_was_given_free_before_redis_was_emptied_rings_again() {
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        AlertKey key = key("pay", "0.85", new AlertWindow.Until(DECEMBER));
        get(replicas.get(0).commit(batch(finding(candidate(key))), NOTHING));
        get(replicas.get(0).release(key));

        get(admin.send(Request.cmd(Command.FLUSHALL)));

        assertThat(get(replicas.get(0).commit(batch(finding(candidate(key))), NOTHING))
                        .raised())
                .hasSize(1);
        get(admin.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_an_index_says_of_no_delivery_holds_up_none(boolean hasForeignRecord) {
        RedisStore store = (RedisStore) replicas.get(0);
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        get(store.commit(batch(raising(alert(Level.HIGH, NOW), "finops")), NOTHING));
        String stray = SortKey.rank(Level.HIGH) + SortKey.time(Instant.EPOCH) + SortKey.number(0) + "gone";
        if (hasForeignRecord) {
            get(admin.send(Request.cmd(Command.HSET)
                    .arg(store.keys().ofDestination("deliveries", "finops"))
                    .arg("gone")
                    .arg("of something else")));
        }
        for (String index : List.of("ready", "parked")) {
            add(admin, store.keys().ofDestination(index, "finops"), stray);
        }
        for (String index : List.of("leased", "later")) {
            add(admin, store.keys().ofDestination(index, "finops"), "gone");
        }
        stores.setBack(Duration.ofHours(1), store);

        assertThat(get(store.outbox().list(null, 0, 10))).hasSize(1);
        assertThat(get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(9), 10))
                        .deliveries())
                .hasSize(1);
        get(admin.close());
    }

    private static void add(Redis admin, String index, String member) {
        get(admin.send(Request.cmd(Command.ZADD).arg(index).arg(0).arg(member)));
    }

    @Test
    void a_delivery_that_is_there_already_is_not_put_into_the_outbox_again() {
        Entry entry = raising(alert(Level.HIGH, NOW), "finops");
        Store store = replicas.get(0);
        get(store.commit(batch(entry), NOTHING));
        get(store.commit(batch(entry), NOTHING));

        List<Outbox.Delivery> leased = get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(9), 10))
                .deliveries();
        assertThat(leased).hasSize(1);
        get(store.outbox()
                .settle(List.of(new Outbox.Settlement.Delivered(leased.get(0).id())), "me"));

        assertThat(get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(9), 10))
                        .deliveries())
                .isEmpty();
    }

    @Test
    void texts_that_look_alike_in_utf_8_are_told_apart() {
        get(replicas.get(0).commit(batch(spend("\ud800", 1), spend("?", 2), spend("\ud83d\udd14", 4)), NOTHING));

        assertThat(total(replicas.get(1), "\ud800")).isEqualTo(Usd.ofDollars(1));
        assertThat(total(replicas.get(1), "?")).isEqualTo(Usd.ofDollars(2));
        assertThat(total(replicas.get(1), "\ud83d\udd14")).isEqualTo(Usd.ofDollars(4));
    }

    @Test
    void a_redis_that_throws_away_what_it_holds_is_refused() throws Exception {
        try (RedisStores evicting = new RedisStores("maxmemory-policy allkeys-lru")) {
            RedisStore store = evicting.in("evicting", StoreFixture.OPTIONS);

            assertThatThrownBy(() -> get(store.open()))
                    .hasCauseInstanceOf(StoreUnusableException.class)
                    .hasMessageContaining("maxmemory-policy allkeys-lru (expected: noeviction");
        }
    }

    @Test
    void a_right_that_is_missing_ends_the_start_with_where_and_what() throws Exception {
        String ofAnother = DocumentedRights.line().replace("{spendbell}", "{other}");
        String noInfo = DocumentedRights.line().replace("+info ", "").replace("spendbell on", "blind on");
        try (RedisStores guarded = new RedisStores(
                ofAnother.replace("PASSWORD", "s3cret"), noInfo.replace("PASSWORD", "s3cret"), "user default off")) {
            for (String user : List.of("spendbell", "blind")) {
                String uri = "redis://" + user + ":s3cret@127.0.0.1:" + guarded.redis.port();

                assertThatThrownBy(
                                () -> get(guarded.at(uri, "spendbell", OPTIONS).open()))
                        .cause()
                        .isInstanceOf(StoreUnusableException.class)
                        .hasMessageStartingWith("redis at 127.0.0.1:" + guarded.redis.port() + ": NOPERM ")
                        .hasMessageEndingWith(" (expected: the rights that docs/redis.md lists)");
            }
        }
    }

    @Test
    void a_user_with_the_rights_of_the_documentation_can_do_everything() throws Exception {
        String line = DocumentedRights.line();
        assertThat(line).as("power over other clients").doesNotContain("+client", "+@all");
        try (RedisStores guarded = new RedisStores(line.replace("PASSWORD", "s3cret"), "user default off")) {
            String uri = "redis://spendbell:s3cret@127.0.0.1:" + guarded.redis.port();
            RedisStore store = guarded.at(uri, "spendbell", OPTIONS);
            get(store.open());
            get(store.commit(
                    batch(
                            entry("id", List.of(dollars("pay", 1))),
                            finding(candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER))))),
                    NOTHING));
            var leased = get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(5), 10));
            var id = leased.deliveries().get(0).id();
            get(store.outbox().renew(List.of(id), "me", NOW.plusSeconds(6)));
            get(store.outbox().begin(List.of(id), "me", NOW.plusSeconds(30)));
            get(store.outbox().settle(List.of(new Outbox.Settlement.Parked(id, "no")), "me"));
            get(store.outbox().retry(null, null, NOW));
            assertThat(get(store.outbox().list(null, 0, 10))).hasSize(1);
            assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isEqualTo(1);
            assertThat(get(store.alerts(0, 10))).hasSize(1);
            assertThat(get(store.ledger().balances(null, null, 10))).hasSize(1);
            assertThat(get(store.ledger().accounts("b"))).isEqualTo(1);
            get(store.outbox()
                    .settle(
                            List.of(new Outbox.Settlement.Delivered(new Outbox.DeliveryId("another", "finops"))),
                            "me"));
            Redis same = Redis.createClient(guarded.vertx, uri);
            List<Wiped> told = new ArrayList<>();
            store.onWiped(told::add);
            get(same.send(Request.cmd(Command.DEL)
                    .arg("{spendbell}:epoch")
                    .arg("{spendbell}:deliveries:finops")
                    .arg("{spendbell}:ready:finops")
                    .arg("{spendbell}:parked:finops")
                    .arg("{spendbell}:alerts")));
            get(store.commit(batch(spend("pay", 1)), NOTHING));
            assertThat(told).extracting(Wiped::deliveries).containsExactly(1);
            assertThat(get(store.outbox().list(null, 0, 10))).hasSize(1);
            get(same.close());
            get(store.reserveTurn("url", NOW, Duration.ofSeconds(1)));
            get(store.hold("url", NOW.plusSeconds(9)));
            assertThat(get(store.acquire("lease", "me", NOW, NOW.plusSeconds(5))))
                    .isTrue();
            get(store.giveUp("lease", "me"));
            get(store.release(key("pay", "1.0", new AlertWindow.Until(DECEMBER))));
            get(store.sweep(NOW.plus(Duration.ofDays(60))));
            assertThat(get(store.seen(List.of("id", "other")))).isSubsetOf("id");
            guarded.setBack(Duration.ofHours(1), uri, store);

            String entry = RedisStreamUse.ofEverything(
                    guarded.vertx, RedisConfig.standalone(uri), "{spendbell}:events", "spendbell");
            Receipt receipt = new Receipt("{spendbell}:events", "spendbell", entry, get(store.epoch()));
            assertThat(get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING))
                            .outcomes())
                    .containsExactly(Outcome.APPLIED);
            get(store.close());
        }
    }
}
