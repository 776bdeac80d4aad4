package io.spendbell.store;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.batchAt;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Entry.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with claims and alerts, with work that fails, and with its own life. */
public abstract class StoreContract {
    protected Store store;

    protected abstract Store newStore(StoreOptions options) throws Exception;

    /**
     * Sets back the clock by an hour: the callers' own, or that of the store where it goes by another one.
     *
     * @return what time it is then for the callers, for whom it is {@code NOW} before
     */
    protected Instant setBack() {
        return NOW.minus(Duration.ofHours(1));
    }

    @BeforeEach
    void openStore() throws Exception {
        store = newStore(OPTIONS);
        get(store.open());
    }

    @AfterEach
    void closeStore() {
        get(store.close());
    }

    private AlertWindow until(Instant end) {
        return new AlertWindow.Until(end);
    }

    @Test
    void of_64_claims_of_one_key_at_the_same_time_one_wins() throws Exception {
        // Given
        AlertKey key = key("pay", "0.85", until(DECEMBER));
        ExecutorService threads = Executors.newFixedThreadPool(64);
        CountDownLatch together = new CountDownLatch(64);
        List<java.util.concurrent.Future<CommitResult>> results = new ArrayList<>();

        // When
        for (int i = 0; i < 64; i++) {
            results.add(threads.submit(() -> {
                together.countDown();
                together.await();
                return get(store.commit(batch(finding(candidate(key))), NOTHING));
            }));
        }
        int raised = 0;
        for (java.util.concurrent.Future<CommitResult> result : results) {
            raised += result.get().raised().size();
            assertThat(result.get().taken()).hasSize(1);
        }
        threads.shutdown();

        // Then
        assertThat(raised).isEqualTo(1);
        assertThat(get(store.alerts(0, 10))).hasSize(1);
        assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isEqualTo(1);
    }

    @Test
    void a_claim_outlives_its_window_and_is_free_again_when_it_is_over() {
        AlertKey key = key("pay", "0.85", until(DECEMBER));
        get(store.commit(batch(finding(candidate(key))), NOTHING));

        Instant lastMoment = DECEMBER.plus(Duration.ofHours(24)).minusMillis(1);
        assertThat(get(store.commit(batchAt(lastMoment, finding(candidate(key))), NOTHING))
                        .raised())
                .isEmpty();
        assertThat(get(store.commit(batchAt(lastMoment.plusMillis(1), finding(candidate(key))), NOTHING))
                        .raised())
                .hasSize(1);
    }

    @Test
    void a_claim_without_a_window_ends_when_the_rule_re_arms() {
        AlertKey key = key("pay", "0.85", AlertWindow.ROLLING);
        get(store.commit(batch(finding(candidate(key))), NOTHING));

        Instant end = NOW.plus(OPTIONS.rearmAfter());
        assertThat(get(store.commit(batchAt(end.minusMillis(1), finding(candidate(key))), NOTHING))
                        .raised())
                .isEmpty();
        assertThat(get(store.commit(batchAt(end, finding(candidate(key))), NOTHING))
                        .raised())
                .hasSize(1);
    }

    @Test
    void a_key_without_a_window_is_claimed_in_the_window_that_is_known() {
        // Given a gateway that said when the window ends
        Entity team = new Entity(EntityKind.TEAM, "pay");
        Entry learned = new Entry(null, List.of(), List.of(), List.of(), List.of(new KnownWindow(team, DECEMBER)));
        get(store.commit(batch(learned), NOTHING));

        // When
        AlertKey rolling = key("pay", "0.85", AlertWindow.ROLLING);
        CommitResult first = get(store.commit(batch(finding(candidate(rolling))), NOTHING));
        CommitResult inWindow =
                get(store.commit(batch(finding(candidate(key("pay", "0.85", until(DECEMBER))))), NOTHING));

        // Then both speak of the same occasion
        assertThat(first.raised()).hasSize(1);
        assertThat(first.taken().get(0).until()).isEqualTo(DECEMBER);
        assertThat(inWindow.raised()).isEmpty();
    }

    @Test
    void ids_that_were_let_through_are_remembered_and_asking_for_others_changes_nothing() {
        List<String> many = IntStream.range(0, 900).mapToObj(i -> "id\n" + i).toList();
        many.forEach(id -> get(store.commit(batch(entry(id, List.of())), NOTHING)));

        List<String> asked = new ArrayList<>(many);
        asked.add("another");
        asked.add("id");
        assertThat(get(store.seen(asked))).containsExactlyInAnyOrderElementsOf(many);
        assertThat(get(store.seen(List.of()))).isEmpty();

        assertThat(get(store.commit(batch(entry("another", List.of()), entry("id\n7", List.of())), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED, Outcome.DUPLICATE);
    }

    @Test
    void a_window_that_has_ended_is_not_joined() {
        Entity team = new Entity(EntityKind.TEAM, "pay");
        Entry learned = new Entry(null, List.of(), List.of(), List.of(), List.of(new KnownWindow(team, DECEMBER)));
        get(store.commit(batch(learned, finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)))), NOTHING));

        CommitResult later = get(store.commit(
                batchAt(DECEMBER, finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)))), NOTHING));

        assertThat(later.raised()).hasSize(1);
    }

    @Test
    void whoever_rings_uses_up_the_turns_of_the_rules_that_were_passed() {
        AlertKey low = key("pay", "0.85", until(DECEMBER));
        AlertKey high = key("pay", "1.0", until(DECEMBER));

        get(store.commit(batch(finding(candidate(high, low))), NOTHING));

        assertThat(get(store.commit(batch(finding(candidate(low))), NOTHING)).raised())
                .isEmpty();
    }

    @Test
    void a_released_claim_rings_again() {
        AlertKey key = key("pay", "0.85", until(DECEMBER));
        get(store.commit(batch(finding(candidate(key))), NOTHING));

        get(store.release(key));

        assertThat(get(store.commit(batch(finding(candidate(key))), NOTHING)).raised())
                .hasSize(1);
    }

    @Test
    void adds_judges_claims_and_enqueues_in_one_step() {
        // Given a judge that finds something from 100 dollars on
        AlertKey key = key("pay", "1.0", until(DECEMBER));
        Judge judge = posted -> posted.total().compareTo(Usd.ofDollars(100)) >= 0 ? List.of(candidate(key)) : List.of();

        // When
        CommitResult below = get(store.commit(batch(spend("pay", 60)), judge));
        CommitResult above = get(store.commit(batch(spend("pay", 40)), judge));
        CommitResult again = get(store.commit(batch(spend("pay", 1)), judge));

        // Then
        assertThat(below.raised()).isEmpty();
        assertThat(above.raised()).hasSize(1);
        assertThat(above.taken()).containsExactly(new CommitResult.Taken(key, DECEMBER.plus(Duration.ofDays(1)), true));
        assertThat(again.raised()).isEmpty();
        assertThat(again.taken()).extracting(CommitResult.Taken::byThisBatch).containsExactly(false);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(101));
        assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isEqualTo(1);
    }

    @Test
    void turns_of_one_destination_are_an_interval_apart_whoever_asks() {
        Duration second = Duration.ofSeconds(1);

        assertThat(get(store.reserveTurn("url", NOW, second))).isEqualTo(NOW);
        assertThat(get(store.reserveTurn("url", NOW, second))).isEqualTo(NOW.plusSeconds(1));
        assertThat(get(store.reserveTurn("other", NOW, second))).isEqualTo(NOW);
        get(store.hold("url", NOW.plusSeconds(60)));
        get(store.hold("url", NOW.plusSeconds(30)));
        assertThat(get(store.reserveTurn("url", NOW, second))).isEqualTo(NOW.plusSeconds(60));
        assertThat(get(store.reserveTurn("url", NOW.plusSeconds(90), second))).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void a_sweep_forgets_alerts_after_30_days_and_claims_that_are_over() {
        AlertKey key = key("pay", "0.85", AlertWindow.ROLLING);
        get(store.commit(batch(finding(candidate(key))), NOTHING));
        Outbox.Leased leased = get(store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(60), 10));
        Instant later = NOW.plus(Duration.ofDays(30)).plusMillis(1);

        get(store.sweep(later));
        assertThat(get(store.alerts(0, 10))).as("it is not delivered yet").hasSize(1);
        get(store.outbox()
                .settle(
                        List.of(new Outbox.Settlement.Delivered(
                                leased.deliveries().get(0).id())),
                        "me"));
        get(store.sweep(later));

        assertThat(get(store.alerts(0, 10))).isEmpty();
    }

    @Test
    void what_rang_without_a_window_a_moment_before_one_is_learned_has_rung_in_it() {
        AlertKey rolling = key("pay", "0.85", AlertWindow.ROLLING);
        AlertKey inWindow = key("pay", "0.85", until(DECEMBER));
        get(store.commit(batch(finding(candidate(rolling))), NOTHING));

        CommitResult lately =
                get(store.commit(batchAt(NOW.plus(Duration.ofMinutes(10)), finding(candidate(inWindow))), NOTHING));
        Instant lastMoment = DECEMBER.minusMillis(1);
        CommitResult atItsEnd = get(store.commit(batchAt(lastMoment, finding(candidate(inWindow))), NOTHING));
        CommitResult another =
                get(store.commit(batchAt(NOW, finding(candidate(key("pay", "0.95", until(DECEMBER))))), NOTHING));

        assertThat(lately.raised()).isEmpty();
        assertThat(atItsEnd.raised()).isEmpty();
        assertThat(another.raised()).hasSize(1);
    }

    @Test
    void what_rang_without_a_window_has_rung_in_the_one_that_is_told_in_the_same_moment_whatever_its_fraction() {
        Instant now = NOW.plusNanos(1_500);
        Entry without = finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)));
        Entry within = finding(candidate(key("pay", "0.85", until(DECEMBER))));

        CommitResult together = get(store.commit(new Batch(now, List.of(without, within)), NOTHING));

        assertThat(together.raised()).hasSize(1);
    }

    @Test
    void what_rang_without_a_window_has_rung_in_no_more_than_one_and_in_none_that_is_over() {
        get(store.commit(batch(finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)))), NOTHING));

        CommitResult over = get(store.commit(
                batch(finding(candidate(key("pay", "0.85", until(NOW.minus(Duration.ofDays(1))))))), NOTHING));
        CommitResult first = get(store.commit(batch(finding(candidate(key("pay", "0.85", until(DECEMBER))))), NOTHING));
        CommitResult second = get(store.commit(
                batch(finding(candidate(key("pay", "0.85", until(DECEMBER.plus(Duration.ofDays(31))))))), NOTHING));
        CommitResult without =
                get(store.commit(batch(finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)))), NOTHING));

        assertThat(over.raised()).hasSize(1);
        assertThat(first.raised()).isEmpty();
        assertThat(second.raised()).hasSize(1);
        assertThat(without.raised()).isEmpty();
    }

    @Test
    void what_rang_before_its_full_name_was_known_is_used_up_once_instead_of_ringing_again() {
        AlertKey byAlias = key("alias", "0.95", AlertWindow.ROLLING);
        AlertKey mark = key("mark", "0.95", AlertWindow.ROLLING);
        AlertKey first = key("first", "0.95", until(DECEMBER));
        AlertKey second = key("second", "0.95", until(DECEMBER));
        get(store.commit(batch(finding(candidate(byAlias, mark))), NOTHING));

        CommitResult known = get(store.commit(batch(finding(rangBefore(first, mark))), NOTHING));
        CommitResult again = get(store.commit(batch(finding(candidate(first))), NOTHING));
        CommitResult another = get(store.commit(batch(finding(rangBefore(second, mark))), NOTHING));

        assertThat(known.raised()).isEmpty();
        assertThat(known.taken()).extracting(CommitResult.Taken::byThisBatch).containsExactly(false);
        assertThat(again.raised()).isEmpty();
        assertThat(another.raised()).hasSize(1);
    }

    private static Candidate rangBefore(AlertKey key, AlertKey mark) {
        Candidate plain = candidate(key);
        return new Candidate() {
            @Override
            public AlertKey key() {
                return key;
            }

            @Override
            public boolean joinsKnownWindow() {
                return false;
            }

            @Override
            public AlertKey mayHaveRungAs(AlertKey asked) {
                return mark;
            }

            @Override
            public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
                return plain.raise(claimed, isFree);
            }
        };
    }

    @Test
    void what_was_claimed_without_a_window_is_another_claim_once_one_is_learned_later() {
        AlertKey rolling = key("pay", "0.85", AlertWindow.ROLLING);
        CommitResult without = get(store.commit(batch(finding(candidate(rolling))), NOTHING));
        Entry learned = new Entry(
                null,
                List.of(),
                List.of(candidate(rolling)),
                List.of(),
                List.of(new KnownWindow(new Entity(EntityKind.TEAM, "pay"), DECEMBER)));
        CommitResult within =
                get(store.commit(batchAt(NOW.plus(Duration.ofMinutes(10)).plusMillis(1), learned), NOTHING));

        assertThat(without.taken())
                .containsExactly(new CommitResult.Taken(rolling, NOW.plus(OPTIONS.rearmAfter()), true));
        assertThat(within.taken()).containsExactly(new CommitResult.Taken(rolling, DECEMBER, true));
        assertThat(within.raised()).hasSize(1);
    }

    @Test
    void of_several_stated_windows_the_last_one_counts_unless_it_has_ended() {
        Entity team = new Entity(EntityKind.TEAM, "pay");
        Entry learned = new Entry(
                null,
                List.of(),
                List.of(candidate(key("pay", "0.85", AlertWindow.ROLLING))),
                List.of(),
                List.of(
                        new KnownWindow(team, DECEMBER.plusSeconds(60)),
                        new KnownWindow(team, DECEMBER),
                        new KnownWindow(team, NOW)));

        assertThat(get(store.commit(batch(learned), NOTHING)).taken())
                .extracting(CommitResult.Taken::until)
                .containsExactly(DECEMBER);
    }

    @Test
    void an_epoch_is_made_once() {
        String epoch = get(store.epoch());

        get(store.commit(batch(spend("pay", 1)), NOTHING));

        assertThat(epoch).isNotEmpty();
        assertThat(get(store.epoch())).isEqualTo(epoch);
    }

    @Test
    void a_store_that_is_not_open_answers_everything_with_a_failure() throws Exception {
        Store other = newStore(OPTIONS);
        assertThat(other.epoch().failed()).as("before it is opened").isTrue();

        get(store.close());

        assertThat(store.commit(batch(spend("pay", 1)), NOTHING).failed()).isTrue();
        assertThat(store.outbox().backlog("a", NOW).failed()).isTrue();
        assertThat(store.ledger().accounts("b").failed()).isTrue();
        assertThat(store.sweep(NOW).failed()).isTrue();
        assertThat(store.open().failed()).isTrue();
        assertThat(store.close().succeeded()).as("closing again does nothing").isTrue();
    }

    @Test
    void answers_on_the_callers_context() {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<Boolean> isOnContext = Promise.promise();
            Context context = vertx.getOrCreateContext();
            context.runOnContext(ignored -> store.commit(batch(spend("pay", 1)), NOTHING)
                    .onComplete(result -> isOnContext.complete(Vertx.currentContext() == context)));

            assertThat(get(isOnContext.future())).isTrue();
        } finally {
            get(vertx.close());
        }
    }

    @Test
    void no_turn_comes_a_fraction_of_a_millisecond_early() {
        Instant odd = NOW.plusNanos(900_001);

        get(store.reserveTurn("url", odd, Duration.ofSeconds(1)));

        assertThat(get(store.reserveTurn("url", odd, Duration.ofSeconds(1)))).isAfterOrEqualTo(odd.plusSeconds(1));
    }

    @Test
    void one_owner_has_a_lease_until_it_ends_or_is_given_up() {
        Instant now = Instant.now();

        assertThat(get(store.acquire("channel", "me", now, now.plusSeconds(600))))
                .isTrue();
        assertThat(get(store.acquire("channel", "other", now, now.plusSeconds(600))))
                .isFalse();
        assertThat(get(store.acquire("another", "other", now, now.plusSeconds(600))))
                .isTrue();
        get(store.giveUp("channel", "other"));
        assertThat(get(store.acquire("channel", "other", now, now.plusSeconds(600))))
                .isFalse();
        assertThat(get(store.acquire("channel", "me", now, now.plusMillis(50)))).isTrue();
        await(() -> {
            Instant then = Instant.now();
            return get(store.acquire("channel", "other", then, then.plusSeconds(600)));
        });
        get(store.giveUp("channel", "other"));
        assertThat(get(store.acquire("channel", "me", now, now.plusSeconds(600))))
                .isTrue();
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void turns_and_holds_are_waited_for_no_longer_when_the_clock_is_set_back() {
        // Given
        Duration second = Duration.ofSeconds(1);
        get(store.reserveTurn("paced", NOW, second));
        get(store.reserveTurn("held", NOW, second));
        get(store.hold("held", NOW.plusSeconds(60)));

        // When
        Instant back = setBack();

        // Then
        assertThat(get(store.reserveTurn("paced", back, second))).isEqualTo(back.plusSeconds(1));
        assertThat(get(store.reserveTurn("held", back, second))).isEqualTo(back.plusSeconds(60));
        assertThat(get(store.reserveTurn("held", back.plusSeconds(61), second))).isEqualTo(back.plusSeconds(61));
    }

    @Test
    void nothing_rings_twice_when_the_clock_is_set_back_over_a_windows_end() {
        // Given what rang in two windows, the second after the end of the first
        AlertKey november = key("pay", "0.85", until(DECEMBER));
        AlertKey december = key("pay", "0.85", until(DECEMBER.plus(Duration.ofDays(31))));
        Instant before = DECEMBER.minus(Duration.ofMinutes(10));
        Instant after = DECEMBER.plus(Duration.ofMinutes(20));
        assertThat(get(store.commit(batchAt(before, finding(candidate(november))), NOTHING))
                        .raised())
                .hasSize(1);
        assertThat(get(store.commit(batchAt(after, finding(candidate(december))), NOTHING))
                        .raised())
                .hasSize(1);
        get(store.sweep(after));

        // When
        Instant back = after.minus(Duration.ofHours(1));

        // Then
        assertThat(get(store.commit(batchAt(back, finding(candidate(november)), finding(candidate(december))), NOTHING))
                        .raised())
                .isEmpty();
    }

    @Test
    void an_id_is_still_a_repeat_when_the_clock_is_set_back_and_not_for_ever() {
        get(store.commit(batchAt(NOW, entry("id-1", List.of())), NOTHING));
        Instant back = NOW.minus(Duration.ofHours(1));
        get(store.sweep(back));

        assertThat(get(store.commit(batchAt(back, entry("id-1", List.of()), entry("id-2", List.of())), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.DUPLICATE, Outcome.APPLIED);
        Instant over = NOW.plus(OPTIONS.dedupWindow());
        assertThat(get(store.commit(batchAt(over, entry("id-1", List.of()), entry("id-2", List.of())), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED, Outcome.APPLIED);
    }
}
