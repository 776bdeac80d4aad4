package io.spendbell.store;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.raising;
import static io.spendbell.store.StoreFixture.spend;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.event.Usd;
import io.spendbell.store.Entry.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with an entry that cannot be judged: it falls alone, and nothing of it has happened. */
public abstract class FailedEntryContract {
    private static final AlertKey KEY = key("pay", "0.85", AlertWindow.ROLLING);
    private static final AlertKey OTHER = key("other", "0.85", AlertWindow.ROLLING);
    private static final Judge FAILS_ON_BAD = posted -> {
        if (posted.entityId().equals("bad")) {
            throw new IllegalStateException("on purpose");
        }
        return List.of();
    };

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

    /** What fails when its alert is made. */
    private static Candidate failing(AlertKey key) {
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
            public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
                throw new IllegalStateException("on purpose");
            }
        };
    }

    /** An alert of which no JSON can be made. */
    private static Alert unwritable() {
        Alert good = alert(Level.HIGH, NOW);
        return new Alert(
                good.id(), good.type(), good.level(), null, good.fields(), good.message(), null, null, good.raisedAt());
    }

    private long waiting() {
        return get(store.outbox().backlog("finops", NOW)).waiting();
    }

    @Test
    void an_entry_whose_total_cannot_be_judged_falls_alone_and_its_id_is_not_remembered() {
        Entry bad = entry("id-2", List.of(dollars("pay", 10), dollars("bad", 7)), candidate(KEY));

        CommitResult result = get(store.commit(
                batch(
                        entry("id-1", List.of(dollars("pay", 5)), candidate(OTHER)),
                        bad,
                        entry("id-3", List.of(dollars("pay", 1)))),
                FAILS_ON_BAD));

        assertThat(result.outcomes()).containsExactly(Outcome.APPLIED, Outcome.FAILED, Outcome.APPLIED);
        assertThat(result.raised()).hasSize(1);
        assertThat(result.taken()).extracting(CommitResult.Taken::asked).containsExactly(OTHER);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(6));
        assertThat(total(store, "bad")).isEqualTo(Usd.ZERO);
        assertThat(get(store.commit(batch(bad), NOTHING)).outcomes()).containsExactly(Outcome.APPLIED);
    }

    @Test
    void what_an_entry_had_claimed_and_raised_before_it_failed_is_taken_back() {
        CommitResult failed = get(store.commit(batch(finding(candidate(KEY), failing(OTHER))), NOTHING));

        assertThat(failed.outcomes()).containsExactly(Outcome.FAILED);
        assertThat(failed.raised()).isEmpty();
        assertThat(failed.taken()).isEmpty();
        assertThat(waiting()).isZero();
        assertThat(get(store.alerts(0, 10))).isEmpty();
        assertThat(get(store.commit(batch(finding(candidate(KEY), candidate(OTHER))), NOTHING))
                        .raised())
                .hasSize(2);
    }

    @Test
    void an_alert_that_cannot_be_written_keeps_back_no_other_and_no_later_batch() {
        CommitResult result = get(store.commit(
                batch(
                        raising(alert(Level.HIGH, NOW), "finops"),
                        raising(unwritable(), "finops"),
                        raising(alert(Level.LOW, NOW), "finops")),
                NOTHING));

        assertThat(result.outcomes()).containsExactly(Outcome.APPLIED, Outcome.FAILED, Outcome.APPLIED);
        assertThat(result.raised()).hasSize(2);
        assertThat(waiting()).isEqualTo(2);
        assertThat(get(store.commit(batch(spend("pay", 1)), NOTHING)).outcomes())
                .containsExactly(Outcome.APPLIED);
    }

    @Test
    void a_large_entry_that_fails_late_leaves_no_money_and_no_alert_behind() {
        List<Posting> postings = IntStream.range(0, 700)
                .mapToObj(team -> dollars("team-" + team, 1))
                .toList();
        List<Raise> raises = new ArrayList<>();
        IntStream.range(0, 400)
                .forEach(i -> raises.add(new Raise(alert(Level.LOW, NOW), List.of(), List.of("finops"))));
        raises.add(new Raise(unwritable(), List.of(), List.of("finops")));

        CommitResult byAlert = get(
                store.commit(batch(new Entry(null, postings, List.of(candidate(KEY)), raises, List.of())), NOTHING));
        CommitResult byCandidate = get(store.commit(
                batch(new Entry(null, postings, List.of(failing(OTHER)), List.of(), List.of()), spend("pay", 1)),
                NOTHING));

        assertThat(byAlert.outcomes()).containsExactly(Outcome.FAILED);
        assertThat(byCandidate.outcomes()).containsExactly(Outcome.FAILED, Outcome.APPLIED);
        assertThat(waiting()).isZero();
        assertThat(get(store.ledger().balances("b", null, 1_000)))
                .allMatch(balance ->
                        balance.spent().equals(balance.entityId().equals("pay") ? Usd.ofDollars(1) : Usd.ZERO));
    }
}
