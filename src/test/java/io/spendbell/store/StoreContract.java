package io.spendbell.store;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OCTOBER;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.batchAt;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Ledger.Balance;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with batches: ids, ledger, claims. */
public abstract class StoreContract {
    protected Store store;

    protected abstract Store newStore(StoreOptions options) throws Exception;

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
        assertThat(total("pay")).isEqualTo(Usd.ofDollars(101));
        assertThat(get(store.outbox().backlog("finops", NOW)).waiting()).isEqualTo(1);
    }

    @Test
    void a_judge_that_fails_leaves_no_trace() {
        Judge failing = posted -> {
            throw new IllegalStateException("on purpose");
        };

        assertThatThrownBy(() -> get(store.commit(batch(entry("id-1", List.of(dollars("pay", 5)))), failing)))
                .hasMessageContaining("on purpose");

        assertThat(get(store.ledger().balances(null, null, 10))).isEmpty();
        assertThat(get(store.commit(batch(entry("id-1", List.of(dollars("pay", 5)))), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED);
    }

    @Test
    void lets_an_id_through_once_while_it_is_remembered() {
        Entry one = entry("id-1", List.of(dollars("pay", 5)));

        assertThat(get(store.commit(batch(one, one), NOTHING)).outcomes())
                .containsExactly(Outcome.APPLIED, Outcome.DUPLICATE);
        Instant lastMoment = NOW.plus(OPTIONS.dedupWindow()).minusMillis(1);
        assertThat(get(store.commit(batchAt(lastMoment, one), NOTHING)).outcomes())
                .containsExactly(Outcome.DUPLICATE);
        assertThat(get(store.commit(batchAt(lastMoment.plusMillis(1), one), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED);
        assertThat(total("pay")).isEqualTo(Usd.ofDollars(10));
    }

    @Test
    void forgets_the_oldest_ids_first_when_there_are_too_many_and_says_how_many() {
        long forgotten = 0;
        for (int i = 0; i < OPTIONS.maxIds() + 5; i++) {
            forgotten += get(store.commit(batchAt(NOW.plusMillis(i), entry("id-" + i, List.of())), NOTHING))
                    .forgottenIds();
        }

        assertThat(forgotten).isEqualTo(5);
        Instant end = NOW.plusMillis(OPTIONS.maxIds() + 5L);
        assertThat(get(store.commit(batchAt(end, entry("id-5", List.of()), entry("id-4", List.of())), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.DUPLICATE, Outcome.APPLIED);
    }

    @Test
    void refuses_an_entry_whose_total_would_leave_the_range_of_money_and_nothing_else() {
        Usd huge = Usd.ofDollars(4_000_000_000L);
        Entry third = entry("id-3", List.of(dollars("other", 7), posting("b", "pay", MONTH, huge)));

        CommitResult result = get(store.commit(
                batch(
                        entry("id-1", List.of(posting("b", "pay", MONTH, huge))),
                        entry("id-2", List.of(posting("b", "pay", MONTH, huge))),
                        third,
                        entry("id-4", List.of(dollars("pay", 1)))),
                NOTHING));

        assertThat(result.outcomes())
                .containsExactly(Outcome.APPLIED, Outcome.APPLIED, Outcome.OVERFLOW, Outcome.APPLIED);
        assertThat(total("pay")).isEqualTo(Usd.ofDollars(8_000_000_001L));
        assertThat(total("other")).isEqualTo(Usd.ZERO);
        assertThat(get(store.commit(batch(entry("id-3", List.of())), NOTHING)).outcomes())
                .as("the id of a refused entry is not remembered")
                .containsExactly(Outcome.APPLIED);
    }

    @Test
    void opens_an_account_once_with_what_was_spent_before() {
        Posting first = posting("b", "pay", OCTOBER, Usd.ofDollars(1), Usd.ofDollars(900), 10);
        Posting second = posting("b", "pay", MONTH, Usd.ofDollars(2), Usd.ofDollars(900), 10);
        get(store.commit(batch(entry(null, List.of(first)), entry(null, List.of(second))), NOTHING));
        get(store.commit(batch(entry(null, List.of(second))), NOTHING));

        assertThat(get(store.ledger().balances("b", null, 10)))
                .containsExactly(
                        new Balance("b", "pay", OCTOBER, Usd.ofDollars(1)),
                        new Balance("b", "pay", MONTH, Usd.ofDollars(904)));
    }

    @Test
    void counts_accounts_beyond_the_most_together() {
        List<String> judged = new ArrayList<>();
        Judge judge = posted -> {
            judged.add(posted.entityId() + "=" + posted.total());
            return List.of();
        };
        for (String user : List.of("a", "b", "c", "d", "a")) {
            get(store.commit(
                    batch(entry(null, List.of(posting("users", user, MONTH, Usd.ofDollars(1), Usd.ofDollars(5), 2)))),
                    judge));
        }

        assertThat(judged).containsExactly("a=6", "b=6", "~other=1", "~other=2", "a=7");
        assertThat(get(store.ledger().accounts("users"))).isEqualTo(2);
    }

    @Test
    void forgets_windows_before_the_previous_one() {
        Posting october = posting("b", "pay", OCTOBER, Usd.ofDollars(1));
        get(store.commit(batch(entry(null, List.of(october))), NOTHING));
        Posting january = new Posting(
                "b",
                "pay",
                Instant.parse("2027-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"),
                DECEMBER,
                Usd.ofDollars(3),
                Usd.ZERO,
                10,
                october.fields(),
                NOW);

        get(store.commit(batch(entry(null, List.of(january))), NOTHING));

        assertThat(get(store.ledger().balances("b", null, 10)))
                .extracting(Balance::spent)
                .containsExactly(Usd.ofDollars(3));
    }

    @Test
    void gives_balances_page_by_page() {
        for (int i = 0; i < 25; i++) {
            get(store.commit(batch(spend(String.format("team-%02d", i), i)), NOTHING));
        }

        List<Balance> all = new ArrayList<>();
        Balance last = null;
        List<Balance> page = get(store.ledger().balances(null, last, 7));
        while (!page.isEmpty()) {
            all.addAll(page);
            last = page.get(page.size() - 1);
            page = get(store.ledger().balances(null, last, 7));
        }

        assertThat(all).hasSize(25);
        assertThat(all).extracting(Balance::entityId).isSorted();
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
    void many_commits_at_once_lose_nothing() {
        List<Future<CommitResult>> commits = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            commits.add(store.commit(batch(spend("team-" + i % 7, 1)), NOTHING));
        }
        commits.forEach(StoreFixture::get);

        assertThat(get(store.ledger().balances(null, null, 100)))
                .extracting(balance -> balance.spent().nanos())
                .satisfies(amounts -> assertThat(
                                amounts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(500 * Usd.NANOS_PER_DOLLAR));
    }

    private static Posting dollars(String team, long dollars) {
        return posting("b", team, MONTH, Usd.ofDollars(dollars));
    }

    private static Entry spend(String team, long dollars) {
        return entry(null, List.of(dollars(team, dollars)));
    }

    private Usd total(String team) {
        return get(store.ledger().balances("b", null, 100)).stream()
                .filter(balance -> balance.entityId().equals(team))
                .map(Balance::spent)
                .findFirst()
                .orElse(Usd.ZERO);
    }
}
