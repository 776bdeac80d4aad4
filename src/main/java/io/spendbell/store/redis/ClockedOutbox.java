package io.spendbell.store.redis;

import io.spendbell.store.Outbox;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outbox whose times are told as they are at Redis. Safe for use from any thread. */
record ClockedOutbox(Outbox outbox, RedisClock clock) implements Outbox {

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        return outbox.lease(destination, owner, clock.atRedis(now), clock.atRedis(until), max)
                .map(leased -> new Leased(leased.deliveries(), clock.here(leased.nextDue())));
    }

    @Override
    public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
        return outbox.renew(ids, owner, clock.atRedis(until));
    }

    @Override
    public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        return outbox.begin(ids, owner, clock.atRedis(repeatAt));
    }

    @Override
    public Future<Void> settle(Collection<Settlement> settlements, String owner) {
        return outbox.settle(settlements.stream().map(this::atRedis).toList(), owner);
    }

    private Settlement atRedis(Settlement settlement) {
        return settlement instanceof Settlement.Retry retry
                ? new Settlement.Retry(
                        retry.id(), clock.atRedis(retry.notBefore()), retry.reason(), retry.mayBeRepeat())
                : settlement;
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
        return outbox.list(destination, offset, limit)
                .map(page -> page.stream().map(this::here).toList());
    }

    private View here(View view) {
        return new View(
                view.id(), view.alert(), view.state(), view.attempts(), clock.here(view.notBefore()), view.reason());
    }

    @Override
    public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        return outbox.retry(alertId, destination, now);
    }
}
