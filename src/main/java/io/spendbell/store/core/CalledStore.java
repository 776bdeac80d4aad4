package io.spendbell.store.core;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger;
import io.spendbell.store.Outbox;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store's port over a {@link TableStore} that is called in turn, wherever and whenever {@link #call} says. */
public abstract class CalledStore implements Store {
    /**
     * Does a piece of work in its turn, one after the other.
     *
     * @param writes whether it changes what is kept, so that the answer must wait until that is durable
     */
    protected abstract <T> Future<T> call(boolean writes, Function<TableStore, T> work);

    @Override
    public Future<CommitResult> commit(Batch batch, Judge judge, Instant now) {
        return call(true, store -> store.commit(batch, judge, now));
    }

    @Override
    public Future<Void> acknowledged(Collection<Receipt> receipts) {
        return write(store -> store.acknowledged(receipts));
    }

    @Override
    public Future<Set<String>> seen(Collection<String> eventIds) {
        return call(false, store -> store.seen(eventIds));
    }

    @Override
    public Future<Void> release(AlertKey key) {
        return write(store -> store.release(key));
    }

    @Override
    public Future<Void> onUnreadable(Consumer<String> listener) {
        return call(false, store -> {
            store.onUnreadable(listener);
            return null;
        });
    }

    @Override
    public Future<List<Alert>> alerts(int offset, int limit) {
        return call(false, store -> store.alerts(offset, limit));
    }

    @Override
    public Future<Instant> reserveTurn(String paceKey, Instant now, Duration interval) {
        return call(true, store -> store.reserveTurn(paceKey, now, interval));
    }

    @Override
    public Future<Void> hold(String paceKey, Instant until) {
        return write(store -> store.hold(paceKey, until));
    }

    @Override
    public Future<Boolean> acquire(String lease, String owner, Instant now, Instant until) {
        return call(false, store -> store.acquire(lease, owner, now, until));
    }

    @Override
    public Future<Void> giveUp(String lease, String owner) {
        return this.<Boolean>call(false, store -> store.giveUp(lease, owner)).mapEmpty();
    }

    @Override
    public Future<Void> sweep(Instant now) {
        return write(store -> store.sweep(now));
    }

    @Override
    public Future<String> epoch() {
        return call(false, TableStore::epoch);
    }

    @Override
    public Outbox outbox() {
        return new CalledOutbox();
    }

    @Override
    public Ledger ledger() {
        return new CalledLedger();
    }

    private Future<Void> write(Consumer<TableStore> work) {
        return this.<Boolean>call(true, store -> {
                    work.accept(store);
                    return true;
                })
                .mapEmpty();
    }

    private final class CalledOutbox implements Outbox {
        @Override
        public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
            return call(true, store -> store.lease(destination, owner, now, until, max));
        }

        @Override
        public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
            return write(store -> store.renew(ids, owner, until));
        }

        @Override
        public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
            return call(true, store -> store.begin(ids, owner, repeatAt));
        }

        @Override
        public Future<Void> settle(Collection<Settlement> settlements, String owner) {
            return write(store -> store.settle(settlements, owner));
        }

        @Override
        public Future<Set<String>> destinations() {
            return call(false, TableStore::destinations);
        }

        /** It is asked for while a destination is left alone too: that the clock was set back is noticed when it is, not afterwards. */
        @Override
        public Future<Backlog> backlog(String destination, Instant now) {
            return call(false, store -> store.isSetBackAt(now))
                    .compose(isSetBack -> isSetBack
                            ? call(true, store -> store.backlog(destination, now))
                            : call(false, store -> store.backlog(destination)));
        }

        @Override
        public Future<List<View>> list(@Nullable String destination, int offset, int limit) {
            return call(false, store -> store.list(destination, offset, limit));
        }

        @Override
        public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
            return retryFrom(alertId, destination, null);
        }

        /** Slice by slice, so that what else waits for the store has its turn in between. */
        private Future<Integer> retryFrom(
                @Nullable String alertId, @Nullable String destination, @Nullable String from) {
            return call(true, store -> store.retry(alertId, destination, from))
                    .compose(slice -> slice.next() == null
                            ? Future.succeededFuture(slice.count())
                            : retryFrom(alertId, destination, slice.next()).map(more -> slice.count() + more));
        }
    }

    private final class CalledLedger implements Ledger {
        @Override
        public Future<List<Balance>> balances(@Nullable String source, @Nullable Balance after, int limit) {
            return call(false, store -> store.balances(source, after, limit));
        }

        @Override
        public Future<Integer> accounts(String source) {
            return call(false, store -> store.accounts(source));
        }

        @Override
        public Future<@Nullable String> closeOver(Function<String, Instant> keptSince, @Nullable String after) {
            return call(true, store -> new SliceEnd(store.closeOver(keptSince, after)))
                    .map(SliceEnd::place);
        }

        /** A future's result that may be none. */
        private record SliceEnd(@Nullable String place) {}
    }
}
