package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.batchAt;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Posting;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script whose answer is lost may have happened: handed in again, it happens once. */
class RedisUnansweredIT {
    private RedisStores stores;
    private LossyProxy proxy;
    private RedisStore store;

    @BeforeEach
    void open() throws Exception {
        stores = new RedisStores();
        proxy = new LossyProxy(stores.vertx, stores.redis.port());
        store = stores.at(proxy.uri(), "unanswered", OPTIONS);
        get(store.open());
        get(store.commit(batch(spend("pay", 1)), NOTHING));
    }

    @AfterEach
    void close() throws Exception {
        get(store.close());
        proxy.close();
        stores.close();
    }

    /** As the daemon does it: the same batch, until it succeeds. */
    private CommitResult untilItSucceeds(Batch batch) {
        return untilItSucceeds(batch, batch.now());
    }

    private CommitResult untilItSucceeds(Batch batch, Instant now) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end)) {
            var attempt = store.commit(batch, NOTHING, now);
            try {
                return get(attempt);
            } catch (IllegalStateException away) {
                assertThat(attempt.failed()).isTrue();
            }
        }
        throw new AssertionError("never succeeded");
    }

    @ParameterizedTest
    @EnumSource(LossyProxy.Loss.class)
    void a_batch_that_is_handed_in_again_happens_once(LossyProxy.Loss loss) {
        proxy.loseNext(loss);

        CommitResult result = untilItSucceeds(batch(spend("pay", 10), entry("id-1", List.of(dollars("pay", 100)))));

        assertThat(proxy.hasLost()).isTrue();
        assertThat(result.outcomes()).containsExactly(Outcome.APPLIED, Outcome.APPLIED);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(111));
    }

    @ParameterizedTest
    @EnumSource(LossyProxy.Loss.class)
    void what_another_batch_does_meanwhile_does_not_matter(LossyProxy.Loss loss) {
        Batch first = batch(spend("pay", 10));
        proxy.loseNext(loss);
        store.commit(first, NOTHING);

        untilItSucceeds(batch(spend("pay", 100)));
        Usd between = total(store, "pay");
        boolean isDone = between.equals(Usd.ofDollars(111));
        if (!isDone) {
            assertThat(between).isEqualTo(Usd.ofDollars(101));
        }
        if (loss != LossyProxy.Loss.NONE) {
            untilItSucceeds(first);
        }

        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(111));
    }

    @Test
    void an_id_whose_script_was_lost_is_remembered_from_when_it_is_sent_again() {
        Entry once = entry("once", List.of(dollars("pay", 10)));
        Batch first = batch(once);
        proxy.loseNext(LossyProxy.Loss.REQUEST);
        fails(first);

        Instant back = NOW.plus(OPTIONS.dedupWindow()).plusSeconds(300);
        untilItSucceeds(batch(spend("pay", 1)), back);
        untilItSucceeds(first, back);

        Instant lastMoment = back.plus(OPTIONS.dedupWindow()).minusMillis(1);
        assertThat(untilItSucceeds(batchAt(lastMoment, once), lastMoment).outcomes())
                .containsExactly(Outcome.DUPLICATE);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(12));
    }

    @Test
    void after_a_lost_answer_a_batch_of_many_parts_goes_on_where_it_stopped() {
        var postings = new ArrayList<Posting>();
        for (int i = 0; i < 2_000; i++) {
            postings.add(dollars("team-" + i % 1_500, 1));
        }
        proxy.loseNext(LossyProxy.Loss.ANSWER);

        untilItSucceeds(batch(entry(null, postings)));

        assertThat(total(store, "team-0")).isEqualTo(Usd.ofDollars(2));
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(1));
        assertThat(get(store.ledger().balances("b", null, 10_000)).stream()
                        .mapToLong(balance -> balance.spent().nanos())
                        .sum())
                .isEqualTo(Usd.ofDollars(2_001).nanos());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2_000})
    void however_many_others_fail_meanwhile_a_batch_that_may_have_happened_happens_once(int postings) {
        // Given
        Batch first = batch(entry(
                null,
                IntStream.range(0, postings)
                        .mapToObj(i -> dollars("team-" + i, 1))
                        .toList()));
        proxy.loseNext(LossyProxy.Loss.ANSWER);
        fails(first);

        // When
        for (int i = 0; i < 40; i++) {
            proxy.loseNext(LossyProxy.Loss.REQUEST);
            fails(batch(spend("pay", 1)));
        }
        proxy.loseNext(LossyProxy.Loss.NONE);
        untilItSucceeds(first);

        // Then
        assertThat(total(store, "team-0")).isEqualTo(Usd.ofDollars(1));
        assertThat(get(store.ledger().balances("b", null, 10_000)).stream()
                        .mapToLong(balance -> balance.spent().nanos())
                        .sum())
                .isEqualTo(Usd.ofDollars(postings + 1).nanos());
    }

    private void fails(Batch batch) {
        boolean hasFailed = get(store.commit(batch, NOTHING).transform(done -> Future.succeededFuture(done.failed())));
        assertThat(hasFailed).isTrue();
    }

    @Test
    void redis_that_was_killed_and_came_back_is_used_again() throws Exception {
        stores.redis.kill();
        assertThat(store.commit(batch(spend("pay", 1)), NOTHING)).isNotNull();
        stores.redis.startAgain();

        untilItSucceeds(batch(spend("new", 7)));

        assertThat(total(store, "new")).isEqualTo(Usd.ofDollars(7));
    }
}
