package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that add to the same accounts without a pause, some of them further from Redis than another. */
class RedisTurnIT {
    private static final String NAMESPACE = "turns";
    private static final int TEAMS = 100;
    private static final int COMMITS = 20;

    private final List<RedisStore> open = new ArrayList<>();
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private RedisStores stores;
    private SlowProxy proxy;
    private RedisStore near;
    private Redis admin;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        proxy = new SlowProxy(stores.vertx, stores.redis.port());
        near = opened(stores.redis.uri());
        admin = Redis.createClient(stores.vertx, stores.redis.uri());
    }

    @AfterEach
    void close() throws Exception {
        isOver.set(true);
        open.forEach(store -> get(store.close()));
        proxy.close();
        stores.close();
    }

    private RedisStore opened(String uri) {
        RedisStore store = stores.at(uri, NAMESPACE, OPTIONS);
        get(store.open());
        open.add(store);
        return store;
    }

    /** A dollar for each team. */
    private Future<?> add(RedisStore store) {
        Batch batch = batch(entry(
                null,
                IntStream.range(0, TEAMS).mapToObj(i -> dollars("team-" + i, 1)).toList()));
        return store.commit(batch, NOTHING).onSuccess(ignored -> added.incrementAndGet());
    }

    private Future<?> addWithoutEnd(RedisStore store) {
        return add(store).compose(ignored -> isOver.get() ? Future.succeededFuture() : addWithoutEnd(store));
    }

    private void addTimes(RedisStore store, int times) {
        for (int i = 0; i < times; i++) {
            get(add(store));
        }
    }

    private void assertThatTotalsAreExact() {
        assertThat(get(near.ledger().balances("b", null, TEAMS)))
                .hasSize(TEAMS)
                .allSatisfy(balance -> assertThat(balance.spent()).isEqualTo(Usd.ofDollars(added.get())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void replicas_further_away_commit_within_few_rounds_however_busy_a_nearer_one_is(int further) {
        // Given
        List<RedisStore> far =
                IntStream.range(0, further).mapToObj(i -> opened(proxy.uri())).toList();
        far.forEach(store -> addTimes(store, 1));
        Future<?> busy = addWithoutEnd(near);
        int before = proxy.scripts();

        // When
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < COMMITS; i++) {
            far.forEach(store -> all.add(add(store)));
        }
        all.forEach(each -> get(each));
        int scripts = proxy.scripts() - before;
        int addedMeanwhile = added.get();
        isOver.set(true);
        get(busy);

        // Then
        assertThat(scripts).isLessThan(20 * COMMITS * further);
        assertThat(addedMeanwhile).as("by the nearer one too").isGreaterThan(COMMITS * further + COMMITS / 2);
        assertThatTotalsAreExact();
    }

    @Test
    void a_turn_whose_owner_has_died_ends_by_itself() {
        // Given
        RedisStore dying = opened(proxy.uri());
        addTimes(dying, 1);
        proxy.aheadOfEach(() -> add(near));
        proxy.endAfter(4);
        assertThat(dying.commit(batch(spend("team-0", 1)), NOTHING).isComplete())
                .isFalse();
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!isSomebodysTurn()) {
            assertThat(Instant.now()).isBefore(end);
        }

        // When
        addTimes(near, COMMITS);

        // Then
        assertThatTotalsAreExact();
    }

    @Test
    void a_turn_is_waited_for_and_given_up_with_what_it_was_for() {
        RedisStore store = opened(proxy.uri());
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        int before;
        do { // The turn is over before anybody comes where this machine stands still for so long.
            addTimes(store, 1);
            assertThat(Instant.now()).isBefore(end);
            before = proxy.scripts();
            standInLine(System.currentTimeMillis() + 900);
            addTimes(store, 1);
        } while (proxy.scripts() - before == 1);
        int after = proxy.scripts();

        addTimes(store, COMMITS);

        assertThat(proxy.scripts() - after).isEqualTo(COMMITS);
        assertThat(isSomebodysTurn()).isFalse();
        assertThatTotalsAreExact();
    }

    @Test
    void a_turn_from_before_the_clock_of_redis_was_set_back_is_none() {
        RedisStore store = opened(proxy.uri());
        addTimes(store, 1);
        int before = proxy.scripts();
        standInLine(System.currentTimeMillis() + 3_600_000);

        addTimes(store, COMMITS);

        assertThat(proxy.scripts() - before).isEqualTo(COMMITS);
        assertThatTotalsAreExact();
    }

    private void standInLine(long till) {
        send(Command.SET, line(), UUID.randomUUID() + ":" + till);
    }

    private boolean isSomebodysTurn() {
        return send(Command.EXISTS, line()).toInteger() == 1;
    }

    private String line() {
        return near.keys().named("commit_turn");
    }

    private Response send(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return get(admin.send(request));
    }
}
