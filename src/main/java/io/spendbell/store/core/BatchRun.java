package io.spendbell.store.core;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.CommitResult;
import io.spendbell.store.CommitResult.Taken;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.FaultLog;
import io.spendbell.store.Judge;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does, whatever the store. Entries are applied one after the other; what a refused entry changed, or one that
 * could not be judged, is taken back by the log, and the others go on. Where the tables fail, whoever runs a batch takes back the rest.
 * Confined to one thread.
 */
public final class BatchRun {
    private static final FaultLog FAULTS = new FaultLog();

    /**
     * How young a claim without a window must be to stand for one in the first window that is told afterwards. LiteLLM tells of a
     * budget before a call and names its window with the call's end; of an older claim nobody knows whether its window is over.
     */
    private static final Duration LATELY = Duration.ofMinutes(10);

    /** By how much the clocks of two replicas may differ, and the times of a batch and of one that overtook it. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** How many postings are looked ahead: what is waited for then is still at hand when the last of them is made. */
    private static final int EXPECTED = 64;

    private final Instant now;
    private final Judge judge;
    private final Duration rearmAfter;
    private final CommitTables tables;
    private final Accounts accounts;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Raise> raised = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();

    private BatchRun(Batch batch, Judge judge, Duration rearmAfter, CommitTables tables) {
        this.now = batch.now();
        this.judge = judge;
        this.rearmAfter = rearmAfter;
        this.tables = tables;
        this.accounts = new Accounts(tables.accounts());
    }

    /** Runs a batch on tables. Ids that were forgotten are for the caller to count: the result says none. */
    public static CommitResult run(Batch batch, Judge judge, Duration rearmAfter, CommitTables tables) {
        BatchRun run = new BatchRun(batch, judge, rearmAfter, tables);
        batch.entries().forEach(entry -> run.outcomes.add(run.apply(entry)));
        return new CommitResult(run.outcomes, run.raised, run.taken, 0);
    }

    private Outcome apply(Entry entry) {
        int before = tables.undo().mark();
        int raisedBefore = raised.size();
        int takenBefore = taken.size();
        try {
            Outcome outcome = outcomeOf(entry);
            if (outcome.isRefused()) {
                tables.undo().backTo(before);
            }
            return outcome;
        } catch (RuntimeException | StackOverflowError e) {
            if (tables.areAtFault(e)) {
                throw e;
            }
            tables.undo().backTo(before);
            raised.subList(raisedBefore, raised.size()).clear();
            taken.subList(takenBefore, taken.size()).clear();
            FAULTS.tell("An entry of a batch could not be judged", e);
            return Outcome.FAILED;
        }
    }

    private Outcome outcomeOf(Entry entry) {
        Receipt receipt = entry.receipt();
        if (receipt != null && !tables.useUp(receipt, now)) {
            return Outcome.DUPLICATE;
        }
        String id = entry.eventId();
        if (id != null && !tables.addId(id)) {
            return Outcome.DUPLICATE;
        }
        List<Accounts.Posted> posted = post(entry.postings());
        if (posted == null) {
            return Outcome.OVERFLOW;
        }
        entry.learned().forEach(this::learn);
        judge(entry.postings(), posted);
        entry.candidates().forEach(this::claim);
        entry.raises().forEach(this::raise);
        return Outcome.APPLIED;
    }

    private @Nullable List<Accounts.Posted> post(List<Posting> postings) {
        List<Accounts.Posted> posted = new ArrayList<>(postings.size());
        try {
            for (int i = 0; i < postings.size(); i++) {
                if (i % EXPECTED == 0) {
                    accounts.expect(postings.subList(i, Math.min(i + EXPECTED, postings.size())));
                }
                posted.add(accounts.post(postings.get(i)));
            }
            return posted;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private void judge(List<Posting> postings, List<Accounts.Posted> posted) {
        for (int i = 0; i < posted.size(); i++) {
            Accounts.Posted each = posted.get(i);
            List<Candidate> found = judge.judge(new Judge.Posted(postings.get(i), each.entityId(), each.total()));
            if (!found.isEmpty()) {
                found.forEach(this::claim);
            }
        }
    }

    private void learn(Entry.KnownWindow window) {
        if (window.end().isAfter(now)) {
            tables.knownWindows().put(window.entity().toString(), window.end());
        }
    }

    private void claim(Candidate candidate) {
        AlertKey asked = candidate.key();
        AlertKey key = candidate.joinsKnownWindow() ? inKnownWindow(asked) : asked;
        Instant claimedUntil = claimedUntil(key);
        if (claimedUntil == null) {
            claimedUntil = useUp(candidate.mayHaveRungAs(key), key);
        }
        if (claimedUntil != null) {
            taken.add(new Taken(asked, askAgainAt(asked, key, claimedUntil), false));
            return;
        }
        Raise raise = candidate.raise(key, other -> claimedUntil(other) == null);
        Instant until = key.claimedUntil(now, rearmAfter);
        tables.claims().put(key.canonical(), until);
        for (AlertKey passed : raise.passed()) {
            tables.claims().put(passed.canonical(), passed.claimedUntil(now, rearmAfter));
        }
        raise(tables.asDecidedBefore(raise.claimedAs(key)));
        taken.add(new Taken(asked, askAgainAt(asked, key, until), true));
    }

    /** Until when a key is claimed, null where it is free; what was claimed lately without a window is claimed in the next one that is told. */
    private @Nullable Instant claimedUntil(AlertKey key) {
        Instant until = tables.claims().until(key.canonical(), now);
        if (until != null || !(key.window() instanceof AlertWindow.Until window)) {
            return until;
        }
        AlertKey withoutWindow = key.in(AlertWindow.ROLLING);
        Instant rangUntil = tables.claims().until(withoutWindow.canonical(), now);
        if (rangUntil == null || !isOfLately(rangUntil) || !window.end().isAfter(now)) {
            return null;
        }
        tables.claims().put(withoutWindow.canonical(), claimedBefore(LATELY.plus(SKEW)));
        Instant within = key.claimedUntil(now, rearmAfter);
        tables.claims().put(key.canonical(), within);
        return within;
    }

    /** Whether a claim until then was made lately, by the {@code budget_alert_ttl} of now. */
    private boolean isOfLately(Instant claimedUntil) {
        return !claimedUntil.isBefore(claimedBefore(LATELY)) && !claimedUntil.isAfter(claimedBefore(SKEW.negated()));
    }

    /** Until when a claim without a window runs that was made so long ago. */
    private Instant claimedBefore(Duration age) {
        return now.plus(rearmAfter).minus(age);
    }

    /** Until when a key is claimed because of what it rang as before, null where it has not. */
    private @Nullable Instant useUp(@Nullable AlertKey rang, AlertKey key) {
        if (rang == null || claimedUntil(rang) == null) {
            return null;
        }
        tables.claims().put(rang.canonical(), now);
        tables.claims().put(rang.in(AlertWindow.ROLLING).canonical(), now);
        Instant until = key.claimedUntil(now, rearmAfter);
        tables.claims().put(key.canonical(), until);
        return until;
    }

    private void raise(Raise raise) {
        tables.enqueue(raise);
        raised.add(raise);
    }

    private AlertKey inKnownWindow(AlertKey asked) {
        Instant end = tables.knownWindows().until(asked.entity().toString(), now);
        return end == null ? asked : asked.in(new AlertWindow.Until(end));
    }

    private static Instant askAgainAt(AlertKey asked, AlertKey resolved, Instant claimedUntil) {
        Instant end = resolved.window().end();
        return asked.equals(resolved) || end == null || end.isAfter(claimedUntil) ? claimedUntil : end;
    }
}
