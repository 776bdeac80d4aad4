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
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.posting;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with ids, accounts and totals. */
public abstract class LedgerContract {
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
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(10));
    }

    @Test
    void remembers_an_id_from_when_its_batch_was_taken_though_it_had_waited_for_longer_than_that() {
        Entry one = entry("id-1", List.of(dollars("pay", 5)));
        Instant taken = NOW.plus(OPTIONS.dedupWindow()).plusSeconds(300);
        get(store.commit(batchAt(NOW, one), NOTHING, taken));

        Instant lastMoment = taken.plus(OPTIONS.dedupWindow()).minusMillis(1);
        assertThat(get(store.commit(batchAt(lastMoment, one), NOTHING)).outcomes())
                .containsExactly(Outcome.DUPLICATE);
        assertThat(get(store.commit(batchAt(lastMoment.plusMillis(1), one), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED);
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
    void ids_that_look_alike_are_told_apart() {
        assertThat(get(store.commit(
                                batch(
                                        entry("", List.of()),
                                        entry("?", List.of()),
                                        entry("\ud800", List.of()),
                                        entry("\udbff", List.of()),
                                        entry("\0", List.of()),
                                        entry("id", List.of()),
                                        entry("ID", List.of())),
                                NOTHING))
                        .outcomes())
                .containsOnly(Outcome.APPLIED);
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
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(8_000_000_001L));
        assertThat(total(store, "other")).isEqualTo(Usd.ZERO);
        assertThat(get(store.commit(batch(entry("id-3", List.of())), NOTHING)).outcomes())
                .as("the id of a refused entry is not remembered")
                .containsExactly(Outcome.APPLIED);
    }

    @Test
    void a_refused_entry_opens_no_account_and_learns_no_window() {
        Usd huge = Usd.ofDollars(9_000_000_000L);
        Posting tooMuch = posting("b", "new", MONTH, huge, huge, 10);
        Entity team = new Entity(EntityKind.TEAM, "pay");
        Entry refused = new Entry(
                "id-1",
                List.of(dollars("another", 1), tooMuch),
                List.of(candidate(key("pay", "0.85", AlertWindow.ROLLING))),
                List.of(),
                List.of(new KnownWindow(team, DECEMBER)));

        CommitResult result = get(store.commit(batch(refused), NOTHING));

        assertThat(result.outcomes()).containsExactly(Outcome.OVERFLOW);
        assertThat(result.taken()).isEmpty();
        assertThat(get(store.ledger().balances(null, null, 10))).isEmpty();
        assertThat(get(store.ledger().accounts("b"))).isZero();
        assertThat(get(store.commit(batch(finding(candidate(key("pay", "0.85", AlertWindow.ROLLING)))), NOTHING))
                        .taken())
                .extracting(CommitResult.Taken::until)
                .containsExactly(NOW.plus(OPTIONS.rearmAfter()));
    }

    @Test
    void an_account_that_a_refused_entry_would_have_opened_is_opened_by_the_next_one() {
        Usd huge = Usd.ofDollars(9_000_000_000L);
        Posting refused = posting("b", "pay", MONTH, huge, huge, 10);
        Posting next = posting("b", "pay", MONTH, Usd.ofDollars(2), Usd.ofDollars(900), 10);

        get(store.commit(batch(entry("id-1", List.of(refused)), entry("id-2", List.of(next))), NOTHING));

        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(902));
        assertThat(get(store.ledger().accounts("b"))).isEqualTo(1);
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
                Instant.parse("2127-01-01T00:00:00Z"),
                Instant.parse("2127-01-01T00:00:00Z"),
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

    @Test
    void what_is_counted_internally_is_found_by_its_name_and_not_among_budgets() {
        for (String source : List.of("~a", "z", "~", "~~z", "\u00e9t\u00e9", "\u007f", "a")) {
            get(store.commit(batch(entry(null, List.of(posting(source, "pay", MONTH, Usd.ofDollars(1))))), NOTHING));
        }

        assertThat(get(store.ledger().balances(null, null, 10)))
                .extracting(Balance::source)
                .containsExactly("a", "z", "\u007f", "\u00e9t\u00e9");
        assertThat(get(store.ledger().balances(null, new Balance("a", "pay", MONTH, Usd.ZERO), 2)))
                .extracting(Balance::source)
                .containsExactly("z", "\u007f");
        assertThat(get(store.ledger().balances(null, new Balance("~a", "pay", MONTH, Usd.ZERO), 10)))
                .extracting(Balance::source)
                .containsExactly("\u007f", "\u00e9t\u00e9");
        assertThat(get(store.ledger().balances("~a", null, 10)))
                .containsExactly(new Balance("~a", "pay", MONTH, Usd.ofDollars(1)));
    }

    @Test
    void keeps_as_many_windows_as_a_posting_says() {
        Instant day = MONTH;
        for (int i = 0; i < 10; i++) {
            Instant start = day.plus(Duration.ofDays(i));
            Posting posting = new Posting(
                    "~days",
                    "pay",
                    start,
                    start,
                    start.minus(Duration.ofDays(7)),
                    Usd.ofDollars(i + 1),
                    Usd.ZERO,
                    10,
                    EntityFields.NONE,
                    NOW);
            get(store.commit(batch(entry(null, List.of(posting))), NOTHING));
        }

        assertThat(get(store.ledger().balances("~days", null, 100)))
                .extracting(Balance::spent)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(3, 10).mapToObj(Usd::ofDollars).toList());
    }

    /** What was added while a window was open. */
    private static Posting internal(String source, String entity, Instant window, int maxAccounts) {
        return new Posting(
                source,
                entity,
                window,
                window,
                OCTOBER,
                Usd.ofDollars(1),
                Usd.ZERO,
                maxAccounts,
                EntityFields.NONE,
                NOW);
    }

    private static Posting internal(String source, String entity, Instant window) {
        return internal(source, entity, window, 2);
    }

    private void closeOver(Instant keptSince) {
        String after = null;
        do {
            after = get(store.ledger().closeOver(source -> source.equals("~old") ? Instant.MIN : keptSince, after));
        } while (after != null);
    }

    private List<String> accountsOf(String source) {
        return get(store.ledger().balances(source, null, 5_000)).stream()
                .map(Balance::entityId)
                .toList();
    }

    @Test
    void an_account_that_is_no_budgets_is_closed_when_no_window_of_it_is_kept_and_leaves_room_for_another() {
        // Given
        commitAll(internal("~tags", "gone", OCTOBER), internal("~tags", "here", OCTOBER));
        commitAll(internal("~tags", "here", MONTH), internal("~tags", "late", MONTH), internal("~old", "x", OCTOBER));
        commitAll(posting("b", "pay", OCTOBER, Usd.ofDollars(5)));
        assertThat(accountsOf("~tags")).containsExactly("gone", "here", "here", "~other");

        // When
        closeOver(MONTH);

        // Then
        assertThat(accountsOf("~tags")).containsExactly("here", "here", "~other");
        assertThat(get(store.ledger().accounts("~tags"))).isEqualTo(1);
        assertThat(accountsOf("~old")).containsExactly("x");
        assertThat(accountsOf("b")).contains("pay");

        // And
        commitAll(internal("~tags", "gone", MONTH), internal("~tags", "late", MONTH));
        assertThat(get(store.ledger().balances("~tags", null, 10)))
                .contains(new Balance("~tags", "gone", MONTH, Usd.ofDollars(1)))
                .contains(new Balance("~tags", "~other", MONTH, Usd.ofDollars(2)));
        assertThat(get(store.ledger().accounts("~tags"))).isEqualTo(2);
        closeOver(DECEMBER);
        assertThat(accountsOf("~tags")).isEmpty();
        assertThat(get(store.ledger().accounts("~tags"))).isZero();
    }

    @Test
    void more_accounts_than_a_slice_are_closed_slice_by_slice() {
        commitAll(IntStream.range(0, 2_300)
                .mapToObj(i -> internal("~tags", "tag-" + i, i % 2 == 0 ? OCTOBER : MONTH, 5_000))
                .toArray(Posting[]::new));

        closeOver(MONTH);

        assertThat(accountsOf("~tags")).hasSize(1_150);
        assertThat(get(store.ledger().accounts("~tags"))).isEqualTo(1_150);
    }

    private void commitAll(Posting... postings) {
        for (int from = 0; from < postings.length; from += 400) {
            List<Posting> some = List.of(postings).subList(from, Math.min(postings.length, from + 400));
            get(store.commit(batch(entry(null, some)), NOTHING));
        }
    }

    @Test
    void a_total_that_is_no_budgets_stays_at_the_end_of_the_range_of_money() {
        Posting most = new Posting(
                "~all", "x", MONTH, MONTH, OCTOBER, new Usd(Long.MAX_VALUE - 1), Usd.ZERO, 5, EntityFields.NONE, NOW);

        List<Outcome> outcomes = get(store.commit(
                        batch(entry("1", List.of(most)), entry("2", List.of(internal("~all", "x", MONTH)))), NOTHING))
                .outcomes();

        assertThat(outcomes).containsOnly(Outcome.APPLIED);
        assertThat(get(store.ledger().balances("~all", null, 5)))
                .containsExactly(new Balance("~all", "x", MONTH, new Usd(Long.MAX_VALUE)));
    }
}
