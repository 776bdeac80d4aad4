package io.spendbell.store.redis;

import io.spendbell.store.Outbox;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outbox of which is remembered what is in this process's hands. Safe for use from any thread. */
record RememberingOutbox(Outbox outbox, Undelivered undelivered) implements Outbox {

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        return outbox.lease(destination, owner, now, until, max)
                .onSuccess(leased -> undelivered.leased(leased.deliveries(), owner, until));
    }

    @Override
    public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
        return outbox.renew(ids, owner, until).onSuccess(ignored -> undelivered.renewed(ids, owner, until));
    }

    @Override
    public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        return outbox.begin(ids, owner, repeatAt).onSuccess(begun -> undelivered.begun(begun, owner, repeatAt));
    }

    /** What is delivered is so whether Redis hears of it or not. */
    @Override
    public Future<Void> settle(Collection<Settlement> settlements, String owner) {
        settlements.stream()
                .filter(Settlement.Delivered.class::isInstance)
                .forEach(settlement -> undelivered.settled(settlement, owner));
        return outbox.settle(settlements, owner)
                .onSuccess(ignored -> settlements.forEach(settlement -> undelivered.settled(settlement, owner)));
    }

    @Override
    public Future<Set<String>> destinations() {
        return outbox.destinations();
    }

    @Override
    public Future<Backlog> backlog(String destination, Instant now) {
        return outbox.backlog(destination, now);
    }

    @Override
    public Future<List<View>> list(@Nullable String destination, int offset, int limit) {
        return outbox.list(destination, offset, limit);
    }

    @Override
    public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        return outbox.retry(alertId, destination, now);
    }
}
