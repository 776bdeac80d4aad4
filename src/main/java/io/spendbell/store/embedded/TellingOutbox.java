package io.spendbell.store.embedded;

import io.spendbell.store.Outbox;
import io.spendbell.store.Untold;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in the file, which hears what became of deliveries later where it cannot be written at the moment: what a destination
 * has taken is not given out again. Safe for use from any thread.
 */
final class TellingOutbox implements Outbox {
    private final Outbox file;
    private final Untold untold;

    TellingOutbox(Outbox file) {
        this.file = file;
        this.untold = new Untold(file);
    }

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        return untold.hasHeardAllOf(destination)
                ? file.lease(destination, owner, now, until, max)
                : Work.answered(untold.tellWhatIsLeftOf(destination))
                        .compose(told -> file.lease(destination, owner, now, until, max));
    }

    /** Has what could not be noted so far noted; fails where it still cannot. */
    Future<Void> tellWhatIsLeft() {
        return Work.answered(untold.tellWhatIsLeft());
    }

    @Override
    public Future<Void> settle(Collection<Settlement> settlements, String owner) {
        return untold.tell(settlements, owner);
    }

    @Override
    public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
        return file.renew(ids, owner, until);
    }

    @Override
    public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        return file.begin(ids, owner, repeatAt);
    }

    @Override
    public Future<Set<String>> destinations() {
        return file.destinations();
    }

    @Override
    public Future<Backlog> backlog(String destination, Instant now) {
        return file.backlog(destination, now);
    }

    @Override
    public Future<List<View>> list(@Nullable String destination, int offset, int limit) {
        return file.list(destination, offset, limit);
    }

    @Override
    public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        // What was parked and not noted yet would be parked behind this.
        return tellWhatIsLeft().transform(told -> file.retry(alertId, destination, now));
    }
}
