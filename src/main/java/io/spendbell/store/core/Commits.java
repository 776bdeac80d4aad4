package io.spendbell.store.core;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.CommitResult;
import io.spendbell.store.CommitResult.Taken;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Judge;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import io.spendbell.store.StoreOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does. Entries are applied one after the other; what a refused entry changed, and what a batch changed whose
 * judge fails, is taken back by the log.
 */
final class Commits {
    private static final int FORGOTTEN_BATCHES = 100_000;

    private final StoreOptions options;
    private final UndoLog undo;
    private final Accounts accounts;
    private final Expiring claims;
    private final SeenIds ids;
    private final Expiring knownWindows;
    private final Alerts alerts;
    private final OutboxTables outbox;

    Commits(
            StoreOptions options,
            UndoLog undo,
            Accounts accounts,
            Expiring claims,
            SeenIds ids,
            Expiring knownWindows,
            Alerts alerts,
            OutboxTables outbox) {
        this.options = options;
        this.undo = undo;
        this.accounts = accounts;
        this.claims = claims;
        this.ids = ids;
        this.knownWindows = knownWindows;
        this.alerts = alerts;
        this.outbox = outbox;
    }

    CommitResult commit(Batch batch, Judge judge) {
        ids.forgetOver(batch.now(), FORGOTTEN_BATCHES);
        Work work = new Work(batch.now(), judge);
        List<Outcome> outcomes = new ArrayList<>(batch.entries().size());
        for (Entry entry : batch.entries()) {
            outcomes.add(work.apply(entry));
        }
        ids.keep(batch.now().plus(options.dedupWindow()));
        long forgotten = ids.shrinkTo(options.maxIds());
        return new CommitResult(outcomes, work.raised, work.taken, forgotten);
    }

    /** One batch in the making. */
    private final class Work {
        private final Instant now;
        private final Judge judge;
        private final List<Raise> raised = new ArrayList<>();
        private final List<Taken> taken = new ArrayList<>();

        Work(Instant now, Judge judge) {
            this.now = now;
            this.judge = judge;
        }

        Outcome apply(Entry entry) {
            int before = undo.mark();
            String id = entry.eventId();
            if (id != null && !ids.add(id)) {
                return Outcome.DUPLICATE;
            }
            List<Accounts.Posted> posted = post(entry.postings());
            if (posted == null) {
                undo.backTo(before);
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
                for (Posting posting : postings) {
                    posted.add(accounts.post(posting));
                }
                return posted;
            } catch (ArithmeticException e) {
                return null;
            }
        }

        private void judge(List<Posting> postings, List<Accounts.Posted> posted) {
            for (int i = 0; i < posted.size(); i++) {
                Accounts.Posted each = posted.get(i);
                judge.judge(new Judge.Posted(postings.get(i), each.entityId(), each.total()))
                        .forEach(this::claim);
            }
        }

        private void learn(Entry.KnownWindow window) {
            if (window.end().isAfter(now)) {
                knownWindows.put(window.entity().toString(), window.end());
            }
        }

        private void claim(Candidate candidate) {
            AlertKey asked = candidate.key();
            AlertKey key = candidate.joinsKnownWindow() ? inKnownWindow(asked) : asked;
            Instant claimedUntil = claims.until(key.canonical(), now);
            if (claimedUntil != null) {
                taken.add(new Taken(asked, askAgainAt(asked, key, claimedUntil), false));
                return;
            }
            Raise raise = candidate.raise(key, other -> claims.until(other.canonical(), now) == null);
            Instant until = key.claimedUntil(now, options.rearmAfter());
            claims.put(key.canonical(), until);
            for (AlertKey passed : raise.passed()) {
                claims.put(passed.canonical(), passed.claimedUntil(now, options.rearmAfter()));
            }
            raise(raise);
            taken.add(new Taken(asked, askAgainAt(asked, key, until), true));
        }

        private void raise(Raise raise) {
            alerts.add(raise.alert());
            raise.destinations().forEach(destination -> outbox.add(raise.alert(), destination));
            raised.add(raise);
        }

        private AlertKey inKnownWindow(AlertKey asked) {
            Instant end = knownWindows.until(asked.entity().toString(), now);
            return end == null ? asked : asked.in(new AlertWindow.Until(end));
        }

        private static Instant askAgainAt(AlertKey asked, AlertKey resolved, Instant claimedUntil) {
            Instant end = resolved.window().end();
            return asked.equals(resolved) || end == null || end.isAfter(claimedUntil) ? claimedUntil : end;
        }
    }
}
