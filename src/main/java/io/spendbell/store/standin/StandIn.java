package io.spendbell.store.standin;

import io.spendbell.alert.Alert;
import io.spendbell.redis.CallerContext;
import io.spendbell.store.Batch;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Standing;
import io.spendbell.store.Store;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.store.redis.RedisStore.Foreseer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in for Redis during one outage: it decides by what is known, keeps what rings in an outbox in memory, and knows
 * which of these deliveries are being posted. Safe for use from any thread.
 */
final class StandIn {
    private static final Logger LOG = LoggerFactory.getLogger(StandIn.class);

    private final Foreseer foreseer;
    private final MemoryStore store;
    private final Decisions decisions;
    private final Set<Batch> decided = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<DeliveryId> leased = new HashSet<>();
    private final Map<DeliveryId, Instant> posting = new HashMap<>();
    private Future<List<Raise>> last = Future.succeededFuture(List.of());
    private @Nullable Promise<Void> over;

    /**
     * One that nothing was decided by yet.
     *
     * @param store an open store, for its outbox and its paces
     */
    StandIn(Foreseer foreseer, MemoryStore store, Decisions decisions) {
        this.foreseer = foreseer;
        this.store = store;
        this.decisions = decisions;
    }

    Store store() {
        return store;
    }

    /**
     * Decides all that waits, some of it perhaps left by an earlier outage; what rang then goes on here.
     *
     * @return what rang and was not told of before
     */
    synchronized Future<List<Raise>> decideInOrder(List<Decisions.Waiting> waiting) {
        List<Future<List<Raise>>> all =
                waiting.stream().map(each -> decide(each.batch(), each.judge())).toList();
        return Future.all(all)
                .map(done ->
                        done.<List<Raise>>list().stream().flatMap(List::stream).toList());
    }

    /**
     * Decides a batch, once, after all that were handed in before.
     *
     * @return what rang and was not told of before
     */
    synchronized Future<List<Raise>> decide(Batch batch, Judge judge) {
        if (!decided.add(batch)) {
            return Future.succeededFuture(List.of());
        }
        last = last.transform(ignored -> foreseer.decide(batch, judge)).compose(this::enqueue);
        return last.map(decisions::raised);
    }

    private Future<List<Raise>> enqueue(List<Raise> raises) {
        return Future.all(raises.stream().map(this::enqueue).toList()).map(raises);
    }

    private Future<Void> enqueue(Raise raise) {
        Alert alert = raise.alert();
        Map<String, Standing> standings = raise.destinations().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> decisions
                                .standing(new DeliveryId(alert.id(), name))
                                .orUntried(alert),
                        (a, b) -> a));
        return store.takeOver(alert, standings);
    }

    synchronized boolean isOver() {
        return over != null;
    }

    /** Whether it is over and nothing of it is being posted any more. */
    synchronized boolean hasEnded() {
        return over != null && posting.isEmpty();
    }

    synchronized void leased(Collection<DeliveryId> ids) {
        leased.addAll(ids);
    }

    synchronized boolean owns(DeliveryId id) {
        return leased.contains(id);
    }

    /** Whether posting may begin: nothing new once Redis is back, but what is being taken apart goes on to its end. */
    synchronized boolean begin(Collection<DeliveryId> ids, Instant repeatAt) {
        boolean mayBegin = over == null || posting.keySet().containsAll(ids);
        if (mayBegin) {
            ids.forEach(id -> posting.put(id, repeatAt));
        }
        return mayBegin;
    }

    synchronized void settled(Settlement settlement) {
        DeliveryId id = settlement.id();
        if (leased.remove(id)) {
            decisions.settled(settlement);
        }
        posting.remove(id);
        if (over != null && posting.isEmpty()) {
            over.tryComplete();
        }
    }

    /**
     * Lets nothing more be posted.
     *
     * @param within how long what is being posted has to be settled; what is not is given up, as in a process that ended: it
     *     is due again when its post is to be repeated, and may be a repeat
     * @return when nothing is being posted any more, told on the caller's context
     */
    synchronized Future<Void> end(Duration within) {
        if (over == null) {
            over = Promise.promise();
        }
        if (posting.isEmpty()) {
            over.tryComplete();
        }
        return CallerContext.answered(over.future())
                .timeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(late -> giveUpPosting());
    }

    private synchronized @Nullable Void giveUpPosting() {
        Map.copyOf(posting).forEach((id, repeatAt) -> {
            LOG.warn("A post of alert {} to {} was never settled; it is repeated", id.alertId(), id.destination());
            settled(new Settlement.Retry(id, repeatAt, "no answer was noted", true));
            decisions.givenUp(id);
        });
        return null;
    }
}
