package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.store.Batch;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpochIT {
    private static final String NEWER = String.valueOf(Format.OWN + 1);

    private final Keys keys = new Keys("epochs");
    private RedisStores stores;
    private RedisLink link;
    private boolean newerBegan;
    private int asked;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        link = new RedisLink(
                stores.vertx, RedisConfig.standalone(stores.redis.uri()), "a test", RedisLinkOptions.STANDARD);
        get(link.open());
    }

    @AfterEach
    void close() throws Exception {
        get(link.close());
        stores.close();
    }

    @Test
    void all_who_ask_learn_the_same() {
        String first = get(new Epoch(link::send, keys).learn());

        assertThat(get(new Epoch(link::send, keys).learn())).isEqualTo(first);
        assertThat(format()).isEqualTo(String.valueOf(Format.OWN));
    }

    @Test
    void a_newer_version_that_begins_in_between_is_not_written_over() {
        Future<String> learned = new Epoch(this::newerBeginsInBetween, keys).learn();
        boolean hasFailed = get(learned.transform(done -> Future.succeededFuture(done.failed())));

        assertThat(hasFailed).isEqualTo(newerBegan);
        assertThat(format()).isEqualTo(newerBegan ? NEWER : String.valueOf(Format.OWN));
    }

    @Test
    void from_where_a_newer_version_has_begun_an_older_one_that_runs_on_takes_and_leases_nothing() {
        // Given
        RedisStore store = stores.in("epochs", OPTIONS);
        get(store.open());
        Batch first = batch(
                entry("one", List.of(dollars("pay", 1))),
                finding(candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER)))));
        get(store.commit(first, NOTHING));
        Batch second = batch(entry("two", List.of(dollars("pay", 2))));

        // When
        writeFormat(NEWER);

        // Then
        String why = "store: {epochs}:meta says format " + NEWER + " (expected: at most " + Format.OWN
                + "; a newer Spendbell has written there)";
        assertThat(failure(store.commit(second, NOTHING))).hasMessage(why);
        assertThat(failure(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(5), 10)))
                .hasMessage(why);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(1));

        // And when that is taken back
        writeFormat(String.valueOf(Format.OWN));
        get(store.commit(second, NOTHING));
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(3));
        assertThat(get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(5), 10))
                        .deliveries())
                .hasSize(1);
        get(store.close());
    }

    private static Throwable failure(Future<?> future) {
        return get(future.transform(done -> Future.succeededFuture(done.cause())));
    }

    private void writeFormat(String format) {
        get(link.send(
                Request.cmd(Command.HSET).arg(keys.named("meta")).arg("format").arg(format)));
    }

    private Future<Response> newerBeginsInBetween(Request request) {
        if (++asked == 1) {
            return link.send(request);
        }
        newerBegan = true;
        return link.send(Request.cmd(Command.HSET)
                        .arg(keys.named("meta"))
                        .arg("format")
                        .arg(NEWER))
                .compose(written -> link.send(request));
    }

    private String format() {
        return get(link.send(Request.cmd(Command.HGET).arg(keys.named("meta")).arg("format")))
                .toString();
    }
}
