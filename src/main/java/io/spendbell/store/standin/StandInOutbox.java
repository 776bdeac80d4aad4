package io.spendbell.store.standin;

import io.spendbell.redis.CallerContext;
import io.spendbell.store.Outbox;
import io.spendbell.store.Untold;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outbox in Redis, in whose place the stand-in's is leased from while there is one. Safe for use from any thread. */
final class StandInOutbox implements Outbox {
    private final Outbox redis;
    private final Supplier<@Nullable StandIn> present;
    private final Decisions decisions;
    private final Untold untold;

    StandInOutbox(Outbox redis, Supplier<@Nullable StandIn> present, Decisions decisions) {
        this.redis = redis;
        this.present = present;
        this.decisions = decisions;
        this.untold = new Untold(redis);
    }

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        StandIn standIn = present.get();
        if (standIn == null || standIn.isOver()) {
            return CallerContext.answered(untold.tellWhatIsLeftOf(destination))
                    .compose(ignored -> redis.lease(destination, owner, now, until, max))
                    .compose(leased -> withoutDelivered(leased, owner));
        }
        return standIn.store()
                .outbox()
                .lease(destination, owner, now, until, max)
                .onSuccess(leased -> standIn.leased(
                        leased.deliveries().stream().map(Delivery::id).toList()));
    }

    /** Where a commit was never answered, or a post not in time, Redis may hold what was delivered since. */
    private Future<Leased> withoutDelivered(Leased leased, String owner) {
        List<Settlement> done = leased.deliveries().stream()
                .map(Delivery::id)
                .filter(decisions::isDelivered)
                .<Settlement>map(Settlement.Delivered::new)
                .toList();
        return done.isEmpty()
                ? Future.succeededFuture(leased)
                : redis.settle(done, owner)
                        .map(new Leased(
                                leased.deliveries().stream()
                                        .filter(delivery -> !decisions.isDelivered(delivery.id()))
                                        .toList(),
                                leased.nextDue()));
    }

    @Override
    public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
        return each(
                ids,
                Function.identity(),
                some -> redis.renew(some, owner, until),
                (standIn, some) -> standIn.renew(some, owner, until));
    }

    @Override
    public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        StandIn standIn = present.get();
        // What is posted together was leased together, so that it is all in one outbox.
        if (standIn == null || ids.stream().noneMatch(standIn::owns)) {
            return redis.begin(ids, owner, repeatAt);
        }
        return standIn.begin(ids, repeatAt)
                ? standIn.store().outbox().begin(ids, owner, repeatAt)
                : Future.succeededFuture(Set.of());
    }

    @Override
    public Future<Void> settle(Collection<Settlement> settlements, String owner) {
        StandIn standIn = present.get();
        settlements.forEach(decisions::settledLate);
        return each(
                        settlements,
                        Settlement::id,
                        some -> untold.tell(some, owner),
                        (memory, some) -> memory.settle(some, owner))
                .onComplete(ignored -> {
                    if (standIn != null) {
                        settlements.forEach(standIn::settled);
                    }
                });
    }

    /** Asks the one outbox for what was leased there, the other one for the rest. */
    private <T> Future<Void> each(
            Collection<T> all,
            Function<T, DeliveryId> id,
            Function<List<T>, Future<Void>> askRedis,
            BiFunction<Outbox, List<T>, Future<Void>> askMemory) {
        StandIn standIn = present.get();
        if (standIn == null) {
            return askRedis.apply(List.copyOf(all));
        }
        List<T> own = all.stream().filter(one -> standIn.owns(id.apply(one))).toList();
        List<T> others =
                all.stream().filter(one -> !standIn.owns(id.apply(one))).toList();
        Future<Void> here = own.isEmpty()
                ? Future.succeededFuture()
                : askMemory.apply(standIn.store().outbox(), own);
        return others.isEmpty() ? here : here.compose(ignored -> askRedis.apply(others));
    }

    @Override
    public Future<Set<String>> destinations() {
        return redis.destinations();
    }

    @Override
    public Future<Backlog> backlog(String destination, Instant now) {
        StandIn standIn = present.get();
        return standIn == null
                ? redis.backlog(destination, now)
                : standIn.store().outbox().backlog(destination, now);
    }

    @Override
    public Future<List<View>> list(@Nullable String destination, int offset, int limit) {
        return redis.list(destination, offset, limit);
    }

    @Override
    public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        // What was parked and not told yet would be parked behind this.
        return CallerContext.answered(untold.tellWhatIsLeft())
                .transform(told -> redis.retry(alertId, destination, now));
    }
}
