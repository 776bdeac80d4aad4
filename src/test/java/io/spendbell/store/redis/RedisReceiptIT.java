package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.received;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Receipt;
import io.spendbell.store.ReceiptContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries of a stream are acknowledged in the step in which they take effect. */
class RedisReceiptIT extends ReceiptContract {
    private static final String STREAM = "spend";
    private static final String GROUP = "spendbell";

    private static RedisStores stores;
    private static Redis admin;

    private String namespace = "";

    @BeforeAll
    static void startRedis() throws Exception {
        stores = new RedisStores();
        admin = Redis.createClient(stores.vertx, stores.redis.uri());
    }

    @AfterAll
    static void stopRedis() throws Exception {
        get(admin.close());
        stores.close();
    }

    @Override
    protected Store newStore(StoreOptions options) {
        namespace = RedisStores.newNamespace();
        makeGroup();
        return stores.in(namespace, options);
    }

    private static void makeGroup() {
        get(ask(Command.XGROUP, "CREATE", STREAM, GROUP, "0", "MKSTREAM").otherwiseEmpty());
    }

    @Override
    protected Receipt fresh() {
        String id = get(ask(Command.XADD, STREAM, "*", "event", "{}")).toString();
        get(ask(Command.XREADGROUP, "GROUP", GROUP, "me", "STREAMS", STREAM, ">"));
        return new Receipt(STREAM, GROUP, id, get(store.epoch()));
    }

    private static Future<Response> ask(Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return admin.send(request);
    }

    private static Batch paying(Receipt receipt, long dollars) {
        return batch(received(null, receipt, List.of(dollars("pay", dollars))));
    }

    private static boolean isPending(Receipt receipt) {
        return get(ask(Command.XPENDING, STREAM, GROUP, receipt.id(), receipt.id(), "1"))
                        .size()
                == 1;
    }

    @Test
    void what_is_committed_is_acknowledged_and_what_is_refused_is_not() {
        Receipt taken = fresh();
        Receipt refused = fresh();
        get(store.commit(batch(spend("full", 9_000_000_000L)), NOTHING));

        get(store.commit(
                batch(
                        received(null, taken, List.of(dollars("pay", 1))),
                        received(null, refused, List.of(dollars("full", 9_000_000_000L)))),
                NOTHING));

        assertThat(store.acknowledgesEntries()).isTrue();
        assertThat(isPending(taken)).isFalse();
        assertThat(isPending(refused)).isTrue();
    }

    @Test
    void what_somebody_else_has_acknowledged_or_nobody_has_read_does_nothing() {
        Receipt acknowledged = fresh();
        get(ask(Command.XACK, STREAM, GROUP, acknowledged.id()));
        String unread = get(ask(Command.XADD, STREAM, "*", "event", "{}")).toString();
        String epoch = get(store.epoch());

        CommitResult result = get(store.commit(
                batch(
                        received(null, acknowledged, List.of(dollars("pay", 1))),
                        received(null, new Receipt(STREAM, GROUP, unread, epoch), List.of(dollars("pay", 1))),
                        received(null, new Receipt(STREAM, "none", unread, epoch), List.of(dollars("pay", 1))),
                        received(null, new Receipt("none", GROUP, unread, epoch), List.of(dollars("pay", 1)))),
                NOTHING));

        assertThat(result.outcomes()).hasSize(4).containsOnly(Outcome.DUPLICATE);
        assertThat(total(store, "pay")).isEqualTo(Usd.ZERO);
    }

    @Test
    void of_two_replicas_that_hand_in_the_same_entry_at_once_one_counts_it() {
        Store other = stores.in(namespace, OPTIONS);
        get(other.open());
        for (int i = 0; i < 50; i++) {
            Receipt receipt = fresh();

            Future<CommitResult> here = store.commit(paying(receipt, 1), NOTHING);
            Future<CommitResult> there = other.commit(paying(receipt, 1), NOTHING);

            assertThat(List.of(
                            get(here).outcomes().get(0), get(there).outcomes().get(0)))
                    .containsExactlyInAnyOrder(Outcome.APPLIED, Outcome.DUPLICATE);
        }
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(50));
        get(other.close());
    }

    @ParameterizedTest
    @EnumSource(LossyProxy.Loss.class)
    void a_commit_that_is_not_answered_and_handed_in_again_counts_once(LossyProxy.Loss loss) throws Exception {
        try (LossyProxy proxy = new LossyProxy(stores.vertx, stores.redis.port())) {
            Store behind = stores.at(proxy.uri(), namespace, OPTIONS);
            get(behind.open());
            get(behind.commit(batch(spend("pay", 1)), NOTHING));
            Receipt receipt = fresh();
            Batch batch = paying(receipt, 10);
            proxy.loseNext(loss);

            Instant end = Instant.now().plus(Duration.ofSeconds(20));
            Future<CommitResult> attempt = behind.commit(batch, NOTHING);
            while (get(attempt.map(true).otherwise(false)).equals(false)) {
                assertThat(Instant.now()).isBefore(end);
                attempt = behind.commit(batch, NOTHING);
            }

            assertThat(proxy.hasLost()).isTrue();
            assertThat(get(attempt).outcomes()).containsExactly(Outcome.APPLIED);
            assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(11));
            assertThat(isPending(receipt)).isFalse();
            get(behind.close());
        }
    }

    @Test
    void what_was_read_before_redis_was_emptied_counts_once_whoever_hands_it_in() {
        Store other = stores.in(namespace, OPTIONS);
        get(other.open());
        Receipt before = fresh();
        get(ask(Command.FLUSHALL));
        makeGroup();
        fresh();
        Receipt after = new Receipt(STREAM, GROUP, fresh().id(), before.epoch());

        CommitResult here = get(store.commit(
                batch(
                        received(null, before, List.of(dollars("pay", 1))),
                        received(null, after, List.of(dollars("pay", 10)))),
                NOTHING));
        CommitResult there = get(other.commit(paying(before, 100), NOTHING));
        CommitResult again = get(store.commit(paying(after, 1_000), NOTHING));

        assertThat(here.outcomes()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
        assertThat(there.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(11));
        assertThat(isPending(after)).isFalse();
        get(other.close());
    }
}
