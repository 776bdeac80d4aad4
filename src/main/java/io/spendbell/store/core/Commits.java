package io.spendbell.store.core;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does. Everything is worked out beside the tables first and written at the end, so that a judge that fails
 * leaves no trace.
 */
final class Commits {
    private final StoreOptions options;
    private final Accounts accounts;
    private final Expiring claims;
    private final Expiring ids;
    private final Table<String, Long> knownWindows;
    private final Alerts alerts;
    private final OutboxTables outbox;

    Commits(
            StoreOptions options,
            Accounts accounts,
            Expiring claims,
            Expiring ids,
            Table<String, Long> knownWindows,
            Alerts alerts,
            OutboxTables outbox) {
        this.options = options;
        this.accounts = accounts;
        this.claims = claims;
        this.ids = ids;
        this.knownWindows = knownWindows;
        this.alerts = alerts;
        this.outbox = outbox;
    }

    CommitResult commit(Batch batch, Judge judge) {
        Work work = new Work(batch.now(), judge);
        List<Outcome> outcomes = new ArrayList<>(batch.entries().size());
        for (Entry entry : batch.entries()) {
            outcomes.add(work.apply(entry));
        }
        return work.write(outcomes);
    }

    /** One batch in the making. */
    private final class Work {
        private final Instant now;
        private final Judge judge;
        private final Accounts.Change change = accounts.change();
        private final Map<String, Instant> newClaims = new HashMap<>();
        private final Set<String> newIds = new HashSet<>();
        private final Map<Entity, Instant> learned = new HashMap<>();
        private final List<Raise> raised = new ArrayList<>();
        private final List<Taken> taken = new ArrayList<>();

        Work(Instant now, Judge judge) {
            this.now = now;
            this.judge = judge;
        }

        Outcome apply(Entry entry) {
            String id = entry.eventId();
            if (id != null && (newIds.contains(id) || ids.until(id, now) != null)) {
                return Outcome.DUPLICATE;
            }
            List<Accounts.Posted> posted = change.post(entry.postings());
            if (posted == null) {
                return Outcome.OVERFLOW;
            }
            if (id != null) {
                newIds.add(id);
            }
            entry.learned().forEach(window -> learn(window.entity(), window.end()));
            judge(entry.postings(), posted);
            entry.candidates().forEach(this::claim);
            raised.addAll(entry.raises());
            return Outcome.APPLIED;
        }

        private void judge(List<Posting> postings, List<Accounts.Posted> posted) {
            for (int i = 0; i < posted.size(); i++) {
                Accounts.Posted each = posted.get(i);
                judge.judge(new Judge.Posted(postings.get(i), each.entityId(), each.total()))
                        .forEach(this::claim);
            }
        }

        private void learn(Entity entity, Instant end) {
            if (end.isAfter(now)) {
                learned.put(entity, end);
            }
        }

        private void claim(Candidate candidate) {
            AlertKey asked = candidate.key();
            AlertKey key = candidate.joinsKnownWindow() ? inKnownWindow(asked) : asked;
            String name = key.canonical();
            Instant claimedUntil = claimedUntil(name);
            if (claimedUntil != null) {
                taken.add(new Taken(asked, askAgainAt(asked, key, claimedUntil), false));
                return;
            }
            Raise raise = candidate.raise(key);
            Instant until = key.claimedUntil(now, options.rearmAfter());
            newClaims.put(name, until);
            for (AlertKey passed : raise.passed()) {
                newClaims.put(passed.canonical(), passed.claimedUntil(now, options.rearmAfter()));
            }
            raised.add(raise);
            taken.add(new Taken(asked, askAgainAt(asked, key, until), true));
        }

        private @Nullable Instant claimedUntil(String name) {
            Instant claimed = newClaims.get(name);
            return claimed == null ? claims.until(name, now) : claimed;
        }

        private AlertKey inKnownWindow(AlertKey asked) {
            Instant end = learned.get(asked.entity());
            if (end == null) {
                Long second = knownWindows.get(asked.entity().toString());
                end = second == null ? null : Instant.ofEpochSecond(second);
            }
            return end == null || !end.isAfter(now) ? asked : asked.in(new AlertWindow.Until(end));
        }

        private Instant askAgainAt(AlertKey asked, AlertKey resolved, Instant claimedUntil) {
            Instant end = resolved.window().end();
            return asked.equals(resolved) || end == null || end.isAfter(claimedUntil) ? claimedUntil : end;
        }

        CommitResult write(List<Outcome> outcomes) {
            change.flush();
            newClaims.forEach(claims::put);
            learned.forEach((entity, end) -> knownWindows.put(entity.toString(), end.getEpochSecond()));
            Instant forgetAt = now.plus(options.dedupWindow());
            newIds.forEach(id -> ids.put(id, forgetAt));
            for (Raise raise : raised) {
                alerts.add(raise.alert());
                raise.destinations().forEach(destination -> outbox.add(raise.alert(), destination));
            }
            ids.forgetOver(now, 2 * newIds.size());
            long forgotten = ids.shrinkTo(options.maxIds());
            return new CommitResult(outcomes, raised, taken, forgotten);
        }
    }
}
