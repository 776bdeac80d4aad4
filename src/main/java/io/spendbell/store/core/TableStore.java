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
import io.spendbell.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store's whole behaviour on tables, one call after the other; each method is the port's of the same name. */
public final class TableStore {
    private static final int FORGOTTEN_IN_A_SWEEP = 10_000;

    private final Accounts accounts;
    private final Expiring claims;
    private final Expiring ids;
    private final Table<String, Long> turns;
    private final Alerts alerts;
    private final OutboxTables outbox;
    private final Commits commits;

    public TableStore(Tables tables, StoreOptions options) {
        accounts = new Accounts(tables);
        claims = new Expiring(tables.numbers("claims"), tables.texts("claims_by_end"));
        ids = new Expiring(tables.numbers("ids"), tables.texts("ids_by_end"));
        turns = tables.numbers("turns");
        alerts = new Alerts(tables);
        outbox = new OutboxTables(tables, alerts);
        commits = new Commits(options, accounts, claims, ids, tables.numbers("known_windows"), alerts, outbox);
    }

    public CommitResult commit(Batch batch, Judge judge) {
        return commits.commit(batch, judge);
    }

    public void release(AlertKey key) {
        claims.remove(key.canonical());
    }

    public List<Alert> alerts(int offset, int limit) {
        return alerts.newest(offset, limit);
    }

    public Instant reserveTurn(String paceKey, Instant now, Duration interval) {
        Long free = turns.get(paceKey);
        Instant turn = free == null || free <= now.toEpochMilli() ? now : Instant.ofEpochMilli(free);
        turns.put(paceKey, turn.plus(interval).toEpochMilli());
        return turn;
    }

    public void hold(String paceKey, Instant until) {
        Long free = turns.get(paceKey);
        if (free == null || free < until.toEpochMilli()) {
            turns.put(paceKey, until.toEpochMilli());
        }
    }

    /** Forgets some of what has served its time; what is left is for the next sweep. */
    public void sweep(Instant now) {
        claims.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        ids.forgetOver(now, FORGOTTEN_IN_A_SWEEP);
        alerts.forgetOld(now, FORGOTTEN_IN_A_SWEEP, outbox::holdsAlert);
    }

    public Leased lease(String destination, String owner, Instant now, Instant until, int max) {
        return outbox.lease(destination, owner, now, until, max);
    }

    public void renew(Collection<DeliveryId> deliveries, String owner, Instant until) {
        outbox.renew(deliveries, owner, until);
    }

    public void begin(Collection<DeliveryId> deliveries, String owner, Instant repeatAt) {
        outbox.begin(deliveries, owner, repeatAt);
    }

    public void settle(Collection<Settlement> settlements, String owner) {
        outbox.settle(settlements, owner);
    }

    public Backlog backlog(String destination) {
        return outbox.backlog(destination);
    }

    public List<View> list(@Nullable String destination, int offset, int limit) {
        return outbox.list(destination, offset, limit);
    }

    public int retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        return outbox.retry(alertId, destination, now);
    }

    public List<Balance> balances(@Nullable String source, @Nullable Balance after, int limit) {
        return accounts.balances(source, after, limit);
    }

    public int accounts(String source) {
        return accounts.count(source);
    }
}
