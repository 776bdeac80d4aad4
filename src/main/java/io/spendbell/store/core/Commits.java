package io.spendbell.store.core;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;

/** Runs batches on a store's own tables. What a batch changed whose judge fails is left for the caller to take back. */
final class Commits implements CommitTables {
    private static final int FORGOTTEN_BATCHES = 100_000;
    private static final Duration RECEIPT_REMEMBERED = Duration.ofDays(30);

    private final StoreOptions options;
    private final Tables tables;
    private final UndoLog undo;
    private final TableAccounts accounts;
    private final Expiring claims;
    private final Expiring receipts;
    private final SeenIds ids;
    private final Expiring knownWindows;
    private final Alerts alerts;
    private final OutboxTables outbox;

    Commits(
            StoreOptions options,
            Tables tables,
            UndoLog undo,
            TableAccounts accounts,
            Expiring claims,
            Expiring receipts,
            SeenIds ids,
            Expiring knownWindows,
            Alerts alerts,
            OutboxTables outbox) {
        this.options = options;
        this.tables = tables;
        this.undo = undo;
        this.accounts = accounts;
        this.claims = claims;
        this.receipts = receipts;
        this.ids = ids;
        this.knownWindows = knownWindows;
        this.alerts = alerts;
        this.outbox = outbox;
    }

    CommitResult commit(Batch batch, Judge judge, Instant now) {
        ids.forgetOver(batch.now(), FORGOTTEN_BATCHES);
        CommitResult result = BatchRun.run(batch, judge, options.rearmAfter(), this);
        Instant since = now.isAfter(batch.now()) ? now : batch.now();
        ids.keep(since.plus(options.dedupWindow()));
        long forgotten = ids.shrinkTo(options.maxIds());
        return new CommitResult(result.outcomes(), result.raised(), result.taken(), forgotten);
    }

    @Override
    public UndoLog undo() {
        return undo;
    }

    @Override
    public AccountBook accounts() {
        return accounts;
    }

    @Override
    public Expiries claims() {
        return claims;
    }

    @Override
    public Expiries knownWindows() {
        return knownWindows;
    }

    @Override
    public boolean useUp(Receipt receipt, Instant now) {
        if (receipts.until(receipt.entry(), now) != null) {
            return false;
        }
        receipts.put(receipt.entry(), now.plus(RECEIPT_REMEMBERED));
        return true;
    }

    @Override
    public boolean addId(String id) {
        return ids.add(id);
    }

    @Override
    public boolean areAtFault(Throwable failure) {
        return tables.areAtFault(failure);
    }

    @Override
    public void enqueue(Raise raise) {
        alerts.add(raise.alert());
        raise.destinations().forEach(destination -> outbox.add(raise.alert(), destination));
    }
}
