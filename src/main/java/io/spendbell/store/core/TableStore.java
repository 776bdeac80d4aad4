package io.spendbell.store.core;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.Receipt;
import io.spendbell.store.Standing;
import io.spendbell.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store's whole behaviour on tables, one call after the other; each method is the port's of the same name. */
public final class TableStore {
    private static final Logger LOG = LoggerFactory.getLogger(TableStore.class);
    private static final int FORGOTTEN_IN_A_SWEEP = 10_000;

    private static final String EPOCH = "epoch";
    private static final String LATEST_TIME = "latest_time";

    private final UndoLog undo = new UndoLog();
    private final Leases leases;
    private final Table<String, String> meta;
    private final TableAccounts accounts;
    private final Expiring claims;
    private final SeenIds ids;
    private final Expiring receipts;
    private final Expiring knownWindows;
    private final Table<String, Long> turns;
    private final Table<String, Long> numbers;
    private final LatestTime latestTime = new LatestTime();
    private final Alerts alerts;
    private final OutboxTables outbox;
    private final Commits commits;

    /**
     * A store on tables, which may hold something already.
     *
     * @param leases the leases of this process
     */
    public TableStore(Tables tables, StoreOptions options, Leases leases) {
        Tables undoable = new UndoableTables(tables, undo);
        this.leases = leases;
        meta = undoable.texts("meta_texts");
        accounts = new TableAccounts(undoable, undo);
        claims = new Expiring(undoable.numbers("claims"), undoable.texts("claims_by_end"));
        ids = new SeenIds(undoable, tables, undo);
        receipts = new Expiring(undoable.numbers("receipts"), undoable.texts("receipts_by_end"));
        knownWindows = new Expiring(undoable.numbers("known_windows"), undoable.texts("known_windows_by_end"));
        turns = undoable.numbers("turns");
        numbers = undoable.numbers("meta_numbers");
        Long latest = numbers.get(LATEST_TIME);
        latestTime.learn(latest == null ? Long.MIN_VALUE : latest);
        alerts = new Alerts(undoable);
        outbox = new OutboxTables(undoable, alerts, leases, undo);
        if (meta.get(EPOCH) == null) {
            meta.put(EPOCH, UUID.randomUUID().toString());
        }
        undo.forget();
        commits = new Commits(options, undoable, undo, accounts, claims, receipts, ids, knownWindows, alerts, outbox);
    }

    /** Does a piece of work as a whole: where it fails, whatever it changed is as it was. */
    public <T> T doAsAWhole(Function<TableStore, T> work) {
        int leasesBefore = leases.mark();
        try {
            T result = work.apply(this);
            undo.forget();
            return result;
        } catch (Throwable e) {
            leases.backTo(leasesBefore);
            undo.backTo(0);
            throw e;
        }
    }

    public String epoch() {
        String epoch = meta.get(EPOCH);
        if (epoch == null) {
            throw new IllegalStateException("the epoch is made when the store is");
        }
        return epoch;
    }

    public CommitResult commit(Batch batch, Judge judge, Instant now) {
        return commits.commit(batch, judge, now);
    }

    /** Takes in an alert whose deliveries were begun elsewhere, those that are not done as they stand. */
    public void takeOver(Alert alert, Map<String, Standing> byDestination) {
        alerts.add(alert);
        byDestination.forEach((destination, standing) -> {
            if (!standing.isDelivered() && !outbox.holds(new DeliveryId(alert.id(), destination))) {
                outbox.add(alert, destination, standing);
            }
        });
    }

    public void acknowledged(Collection<Receipt> acknowledged) {
        acknowledged.forEach(receipt -> receipts.remove(receipt.entry()));
    }

    public Set<String> seen(Collection<String> eventIds) {
        return eventIds.stream().filter(ids::contains).collect(Collectors.toUnmodifiableSet());
    }

    public void release(AlertKey key) {
        claims.remove(key.canonical());
    }

    public void onUnreadable(Consumer<String> listener) {
        alerts.unreadable().onFound(listener);
    }

    public List<Alert> alerts(int offset, int limit) {
        return alerts.newest(offset, limit);
    }

    public Instant reserveTurn(String paceKey, Instant now, Duration interval) {
        notice(now);
        Long free = turns.get(paceKey);
        Instant turn = free == null || free <= now.toEpochMilli() ? now : Instant.ofEpochMilli(free);
        if (!interval.isZero()) {
            turns.put(paceKey, SortKey.millisFrom(turn.plus(interval)));
            keepLatestTime();
        }
        return turn;
    }

    public void hold(String paceKey, Instant until) {
        Long free = turns.get(paceKey);
        long millis = SortKey.millisFrom(until);
        if (free == null || free < millis) {
            turns.put(paceKey, millis);
            keepLatestTime();
        }
    }

    /**
     * Where the clock was set back, brings forward by as much what waits for a time: nothing waits longer than it was to. Only
     * what is said now counts, and not the times of batches, which may have waited themselves.
     */
    private void notice(Instant now) {
        long by = latestTime.setBackAt(now);
        if (by == 0) {
            return;
        }
        undo.add(() -> latestTime.forgetSetBack(by));
        LOG.warn("The clock was set back by {} s: deliveries do not wait longer for that", by / 1_000);
        Iterator<Map.Entry<String, Long>> all = turns.from(null);
        while (all.hasNext()) {
            Map.Entry<String, Long> turn = all.next();
            turns.put(turn.getKey(), turn.getValue() - by);
        }
        outbox.bringForward(by);
        leases.bringForward(by);
        keepLatestTime();
    }

    /** Beside what waits for a time, so that setting the clock back is noticed over a restart too. */
    private void keepLatestTime() {
        numbers.put(LATEST_TIME, latestTime.millis());
    }

    public boolean acquire(String lease, String owner, Instant now, Instant until) {
        return leases.acquire(lease, owner, now, until);
    }

    public boolean giveUp(String lease, String owner) {
        return leases.giveUp(lease, owner);
    }

    /** Forgets some of what has served its time; what is left is for the next sweep. */
    public void sweep(Instant now) {
        claims.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        receipts.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        knownWindows.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        ids.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        alerts.forgetOld(now, FORGOTTEN_IN_A_SWEEP, outbox::holdsAlert);
        Iterator<Map.Entry<String, Long>> all = turns.from(null);
        while (all.hasNext()) {
            Map.Entry<String, Long> turn = all.next();
            if (turn.getValue() <= now.toEpochMilli()) {
                turns.remove(turn.getKey());
            }
        }
    }

    public Leased lease(String destination, String owner, Instant now, Instant until, int max) {
        notice(now);
        return outbox.lease(destination, owner, now, until, max);
    }

    public void renew(Collection<DeliveryId> deliveries, String owner, Instant until) {
        outbox.renew(deliveries, owner, until);
    }

    public Set<DeliveryId> begin(Collection<DeliveryId> deliveries, String owner, Instant repeatAt) {
        keepLatestTime();
        return outbox.begin(deliveries, owner, repeatAt);
    }

    public void settle(Collection<Settlement> settlements, String owner) {
        keepLatestTime();
        outbox.settle(settlements, owner);
    }

    public Set<String> destinations() {
        return outbox.destinations();
    }

    boolean isSetBackAt(Instant now) {
        return latestTime.isSetBackAt(now);
    }

    /** Writes where {@link #isSetBackAt}. */
    Backlog backlog(String destination, Instant now) {
        notice(now);
        return outbox.backlog(destination);
    }

    public Backlog backlog(String destination) {
        return outbox.backlog(destination);
    }

    public List<View> list(@Nullable String destination, int offset, int limit) {
        return outbox.list(destination, offset, limit);
    }

    OutboxTables.Retried retry(@Nullable String alertId, @Nullable String destination, @Nullable String from) {
        return outbox.retry(alertId, destination, from);
    }

    public List<Balance> balances(@Nullable String source, @Nullable Balance after, int limit) {
        return accounts.balances(source, after, limit);
    }

    @Nullable
    String closeOver(Function<String, Instant> keptSince, @Nullable String after) {
        return accounts.closeOver(keptSince, after);
    }

    public int accounts(String source) {
        return accounts.count(source);
    }
}
