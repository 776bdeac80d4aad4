package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.received;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Receipt;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry of a stream that a replica was handed before Redis was set back, and has not committed, counts once. */
class RedisSetBackStreamIT {
    private static final String STREAM = "spend";
    private static final String GROUP = "spendbell";

    @TempDir
    Path folder;

    private RedisStores stores;
    private RedisStore one;
    private RedisStore other;
    private String before;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores("dir " + folder);
        one = replica();
        other = replica();
        before = get(one.epoch());
        get(one.commit(batch(spend("ops", 1)), NOTHING));
    }

    private RedisStore replica() {
        RedisStore replica = stores.in("back", OPTIONS);
        get(replica.open());
        return replica;
    }

    @AfterEach
    void close() throws Exception {
        get(one.close());
        get(other.close());
        stores.close();
    }

    private Response ask(Command command, String... arguments) {
        Redis admin = Redis.createClient(stores.vertx, stores.redis.uri());
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return get(admin.send(request).eventually(admin::close));
    }

    private void makeGroup() {
        ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0", "MKSTREAM");
    }

    private String add() {
        return ask(Command.XADD, STREAM, "*", "event", "{}").toString();
    }

    /** Hands a consumer the entries that are new. */
    private void handTo(String consumer) {
        assertThat(ask(Command.XREADGROUP, "GROUP", GROUP, consumer, "STREAMS", STREAM, ">"))
                .isNotNull();
    }

    /** Redis comes back as it was when it was saved last, lacks a commit, and both replicas know that. */
    private void isSetBack() throws Exception {
        get(one.commit(batch(spend("ops", 1)), NOTHING));
        stores.redis.crash();
        eventually(() -> one.fault() != null && other.fault() != null);
        stores.redis.startAgain();
        eventually(() -> knowsAnotherEpoch(one) && knowsAnotherEpoch(other));
    }

    private boolean knowsAnotherEpoch(RedisStore store) {
        get(store.look().transform(any -> Future.succeededFuture()));
        return !get(store.epoch()).equals(before);
    }

    private Outcome pays(RedisStore store, String entry, String epoch) {
        Batch batch = batch(received(null, new Receipt(STREAM, GROUP, entry, epoch), List.of(dollars("pay", 1))));
        List<Outcome> outcomes = new ArrayList<>();
        eventually(() -> {
            get(store.commit(batch, NOTHING)
                    .onSuccess(done -> outcomes.addAll(done.outcomes()))
                    .transform(any -> Future.succeededFuture()));
            return !outcomes.isEmpty();
        });
        return outcomes.get(0);
    }

    private void assertThatItCountedOnce() {
        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(1));
        assertThat(ask(Command.XPENDING, STREAM, GROUP, "-", "+", "10").size()).isZero();
    }

    @Test
    void one_that_another_replica_was_handed_since_and_has_counted_does_not_count_again() throws Exception {
        makeGroup();
        String entry = add();
        stores.redis.command("SAVE");
        handTo("one");

        isSetBack();
        handTo("other");

        assertThat(pays(other, entry, get(other.epoch()))).isEqualTo(Outcome.APPLIED);
        assertThat(pays(one, entry, before)).isEqualTo(Outcome.DUPLICATE);
        assertThatItCountedOnce();
    }

    @Test
    void one_that_will_be_handed_out_again_counts_then() throws Exception {
        makeGroup();
        String entry = add();
        stores.redis.command("SAVE");
        handTo("one");

        isSetBack();

        assertThat(pays(one, entry, before)).isEqualTo(Outcome.DUPLICATE);
        handTo("other");
        assertThat(pays(other, entry, get(other.epoch()))).isEqualTo(Outcome.APPLIED);
        assertThatItCountedOnce();
    }

    @Test
    void one_that_is_in_somebodys_hands_counts_for_whoever_comes_first() throws Exception {
        makeGroup();
        String entry = add();
        handTo("one");
        stores.redis.command("SAVE");

        isSetBack();
        ask(Command.XCLAIM, STREAM, GROUP, "other", "0", entry, "JUSTID");

        assertThat(pays(one, entry, before)).isEqualTo(Outcome.APPLIED);
        assertThat(pays(other, entry, get(other.epoch()))).isEqualTo(Outcome.DUPLICATE);
        assertThatItCountedOnce();
    }

    @Test
    void one_that_was_acknowledged_before_does_not_count() throws Exception {
        makeGroup();
        String entry = add();
        handTo("one");
        assertThat(pays(other, entry, before)).isEqualTo(Outcome.APPLIED);
        stores.redis.command("SAVE");

        isSetBack();

        assertThat(pays(one, entry, before)).isEqualTo(Outcome.DUPLICATE);
        assertThatItCountedOnce();
    }

    @Test
    void one_that_the_stream_lacks_counts_for_whoever_comes_first_though_later_ones_were_handed_out() throws Exception {
        makeGroup();
        stores.redis.command("SAVE");
        String entry = add();
        handTo("one");

        isSetBack();
        String later = add();
        handTo("other");
        ask(Command.XACK, STREAM, GROUP, later);

        assertThat(pays(other, entry, before)).isEqualTo(Outcome.APPLIED);
        assertThat(pays(one, entry, before)).isEqualTo(Outcome.DUPLICATE);
        assertThatItCountedOnce();
    }

    @Test
    void one_whose_group_has_to_be_made_anew_counts_when_that_hands_it_out() throws Exception {
        String entry = add();
        stores.redis.command("SAVE");
        makeGroup();
        handTo("one");

        isSetBack();

        assertThat(pays(one, entry, before)).isEqualTo(Outcome.DUPLICATE);
        makeGroup();
        handTo("other");
        assertThat(pays(other, entry, get(other.epoch()))).isEqualTo(Outcome.APPLIED);
        assertThatItCountedOnce();
    }

    @Test
    void one_whose_stream_is_gone_counts_for_whoever_comes_first() throws Exception {
        stores.redis.command("SAVE");
        makeGroup();
        String entry = add();
        handTo("one");

        isSetBack();

        assertThat(pays(one, entry, before)).isEqualTo(Outcome.APPLIED);
        assertThat(pays(other, entry, before)).isEqualTo(Outcome.DUPLICATE);
        assertThat(total(one, "pay")).isEqualTo(Usd.ofDollars(1));
    }
}
