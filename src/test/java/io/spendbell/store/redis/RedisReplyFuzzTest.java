package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spendbell.alert.AlertWindow;
import io.spendbell.redis.FoundAnswers;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox;
import io.spendbell.store.core.UnreadableAlerts;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/**
 * Whatever a server answers in place of Redis, each request ends: it succeeds, or fails with a reason, after so many questions. Kept
 * are answers by which one did not end, or threw.
 */
class RedisReplyFuzzTest {
    private static final List<String> WORDS = List.of(
            "done",
            "applied",
            "differs",
            "epoch",
            "account",
            "id",
            "count",
            "claim",
            "window",
            "receipt",
            "leased",
            "more",
            "back",
            "gone",
            "0",
            "1",
            "-1",
            "9223372036854775807",
            "99999999999999999999",
            "1793491200:5",
            "");
    private static final int DEEPEST = 4;

    /** What was thrown on the way is a failed future's; only an error of the machine's is none. */
    private static void check(FoundAnswers answers, Future<?> ended) {
        assertThat(ended.isComplete()).as("has ended").isTrue();
        assertThat(answers.wereTooFew()).as("asked without end").isFalse();
        if (ended.failed()) {
            assertThat(ended.cause()).isNotInstanceOf(VirtualMachineError.class);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void a_commit_ends_whatever_is_answered(FuzzedDataProvider data) {
        FoundAnswers answers = new FoundAnswers(data, WORDS, DEEPEST);
        Keys keys = new Keys("fuzz");
        Epoch epoch = new Epoch(answers::next, keys);
        Undelivered undelivered = new Undelivered();
        RedisClock clock = new RedisClock(answers::next, keys, InstantSource.fixed(NOW));
        PutBack putBack = new PutBack(answers::next, keys, epoch, undelivered, clock);
        Restoration restoration = new Restoration(epoch, putBack);
        RedisCommits commits = new RedisCommits(
                answers::next,
                keys,
                OPTIONS,
                epoch,
                DecidedAlone.NOTHING,
                undelivered,
                restoration,
                clock,
                millis -> Future.succeededFuture());
        Batch batch = batch(
                entry("id", List.of(dollars("pay", 1)), candidate(key("pay", "1.0", new AlertWindow.Until(DECEMBER)))));

        check(answers, clock.read());
        check(answers, epoch.learn());
        check(answers, commits.commit(batch, NOTHING, NOW));
        check(answers, commits.restoreIfWiped(NOW));
        check(answers, commits.commit(batch, NOTHING, NOW));
        check(answers, commits.settled());
    }

    @FuzzTest(maxDuration = "5m")
    void a_question_to_the_outbox_or_the_ledger_ends_whatever_is_answered(FuzzedDataProvider data) {
        FoundAnswers answers = new FoundAnswers(data, WORDS, DEEPEST);
        Keys keys = new Keys("fuzz");
        Destinations destinations = new Destinations(answers::next, keys);
        Outbox outbox = new RedisOutbox(answers::next, keys, destinations, new UnreadableAlerts());
        check(answers, outbox.lease("finops", "me", NOW, NOW.plusSeconds(5), 1_000));
        check(answers, outbox.backlog("finops", NOW));
        check(answers, outbox.list(null, 0, 1_000));
        check(answers, outbox.retry(null, "finops", NOW));
        check(answers, outbox.begin(List.of(new Outbox.DeliveryId("a", "finops")), "me", NOW));
        check(answers, new RedisLedger(answers::next, keys).balances(null, null, 100));
        check(answers, new RedisLedger(answers::next, keys).accounts("b"));
        check(answers, new RedisLedger(answers::next, keys).closeOver(source -> NOW, null));
        check(answers, new Sweep(answers::next, keys, destinations).at(NOW, NOW));
        check(answers, new SetBack(answers::next, keys, destinations).bringForward(NOW.toEpochMilli()));
    }
}
