package io.spendbell.store.standin;

import io.spendbell.alert.AlertKey;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.store.redis.LastKnown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory of one outage, and which of its deliveries are being posted. Safe for use from any thread.
 */
final class StandIn {
    private final Decisions decisions;
    private final MemoryStore store;
    private final Set<String> accountsKnown = new HashSet<>();
    private final Set<DeliveryId> leased = new HashSet<>();
    private final Set<DeliveryId> posting = new HashSet<>();
    private @Nullable Promise<Void> over;

    StandIn(MemoryStore store, Decisions decisions) {
        this.store = store;
        this.decisions = decisions;
    }

    Store store() {
        return store;
    }

    /** Decides what is left of a batch; what was known of its accounts is brought in first, each once. */
    Future<List<Raise>> decide(LastKnown known, Batch batch, Judge judge) {
        known.planned().forEach(decisions::remember);
        return store.commit(new Batch(batch.now(), List.of(notYetKnown(known.accounts()))), posted -> List.of())
                .compose(ignored -> store.commit(decidedOnce(known.rest()), posted -> asDecided(judge.judge(posted))))
                .map(CommitResult::raised)
                .onSuccess(raised -> decisions.decided(
                        batch, raised.stream().map(Raise::alert).toList()));
    }

    private synchronized Entry notYetKnown(Entry accounts) {
        List<Posting> fresh = accounts.postings().stream()
                .filter(posting ->
                        accountsKnown.add(posting.source() + '\n' + posting.entityId() + '\n' + posting.windowStart()))
                .toList();
        return new Entry(null, fresh, List.of(), List.of(), accounts.learned());
    }

    private Batch decidedOnce(Batch batch) {
        return new Batch(
                batch.now(),
                batch.entries().stream()
                        .map(entry -> new Entry(
                                entry.eventId(),
                                entry.postings(),
                                asDecided(entry.candidates()),
                                entry.raises(),
                                entry.learned()))
                        .toList());
    }

    private List<Candidate> asDecided(List<Candidate> candidates) {
        return candidates.stream()
                .<Candidate>map(candidate -> new SameAlert(candidate, decisions))
                .toList();
    }

    /** Rings with the alert that is known of the occasion. */
    private record SameAlert(Candidate candidate, Decisions decisions) implements Candidate {
        @Override
        public AlertKey key() {
            return candidate.key();
        }

        @Override
        public boolean joinsKnownWindow() {
            return candidate.joinsKnownWindow();
        }

        @Override
        public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
            Raise raise = candidate.raise(claimed, isFree);
            return new Raise(decisions.insteadOf(raise.alert()), raise.passed(), raise.destinations());
        }
    }

    synchronized boolean isOver() {
        return over != null;
    }

    synchronized void leased(Collection<DeliveryId> ids) {
        leased.addAll(ids);
    }

    synchronized boolean owns(DeliveryId id) {
        return leased.contains(id);
    }

    /** Whether posting may begin: nothing new once Redis is back, but what is being taken apart goes on to its end. */
    synchronized boolean begin(Collection<DeliveryId> ids) {
        boolean mayBegin = over == null || posting.containsAll(ids);
        if (mayBegin) {
            posting.addAll(ids);
        }
        return mayBegin;
    }

    synchronized void settled(DeliveryId id, boolean delivered) {
        if (delivered) {
            decisions.delivered(id);
        }
        leased.remove(id);
        posting.remove(id);
        if (over != null && posting.isEmpty()) {
            over.tryComplete();
        }
    }

    /** Lets nothing more be posted; completes when what is being posted is settled. */
    synchronized Future<Void> end() {
        if (over == null) {
            over = Promise.promise();
        }
        if (posting.isEmpty()) {
            over.tryComplete();
        }
        return over.future();
    }
}
