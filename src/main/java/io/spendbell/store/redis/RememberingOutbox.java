package io.spendbell.store.redis;

import io.spendbell.store.Outbox;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An outbox of which is remembered what is in this process's hands, and what it has delivered: that is not handed to it again
 * where Redis was set back to a time before. Safe for use from any thread.
 */
record RememberingOutbox(Outbox outbox, Undelivered undelivered) implements Outbox {

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        return outbox.lease(destination, owner, now, until, max).compose(leased -> {
            Map<Boolean, List<Delivery>> byDone = leased.deliveries().stream()
                    .collect(Collectors.partitioningBy(delivery -> undelivered.isDone(delivery.id())));
            List<Delivery> open = asRepeats(byDone.getOrDefault(false, List.of()));
            List<Delivery> done = byDone.getOrDefault(true, List.of());
            undelivered.leased(open, owner, until);
            return done.isEmpty()
                    ? Future.succeededFuture(new Leased(open, leased.nextDue()))
                    : settle(delivered(done), owner)
                            .compose(ignored -> filled(open, destination, owner, now, until, max));
        });
    }

    private static List<Settlement> delivered(List<Delivery> deliveries) {
        return deliveries.stream()
                .<Settlement>map(delivery -> new Settlement.Delivered(delivery.id()))
                .toList();
    }

    /** What was done takes nobody's place: the next ones are leased instead. */
    private Future<Leased> filled(
            List<Delivery> first, String destination, String owner, Instant now, Instant until, int max) {
        return lease(destination, owner, now, until, max - first.size())
                .map(more -> new Leased(
                        Stream.concat(first.stream(), more.deliveries().stream())
                                .toList(),
                        more.nextDue()));
    }

    /** What a person has asked for though it was made before is one. */
    private List<Delivery> asRepeats(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(each -> undelivered.isRepeat(each.id())
                        ? new Delivery(each.id(), each.alert(), each.attempts(), true)
                        : each)
                .toList();
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
        Map<Boolean, List<Settlement>> byDelivered =
                settlements.stream().collect(Collectors.partitioningBy(Settlement.Delivered.class::isInstance));
        byDelivered.getOrDefault(true, List.of()).forEach(settlement -> undelivered.settled(settlement, owner));
        return outbox.settle(settlements, owner)
                .onSuccess(ignored -> byDelivered
                        .getOrDefault(false, List.of())
                        .forEach(settlement -> undelivered.settled(settlement, owner)));
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
        if (alertId != null) {
            undelivered.askedFor(alertId, name -> destination == null || destination.equals(name));
        }
        return outbox.retry(alertId, destination, now);
    }
}
