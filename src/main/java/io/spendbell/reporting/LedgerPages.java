package io.spendbell.reporting;

import io.spendbell.store.Ledger;
import io.spendbell.store.Ledger.Balance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accounts of the ledger, read page by page, so that what else is to be done has its turn in between. */
record LedgerPages(Vertx vertx, Ledger ledger) {
    private static final int PAGE = 1_000;

    /** Hands out all totals of a source in the ledger's order. */
    Future<Void> read(String source, Consumer<Balance> balances) {
        return readFrom(source, null, balances);
    }

    private Future<Void> readFrom(String source, @Nullable Balance after, Consumer<Balance> balances) {
        return ledger.balances(source, after, PAGE).compose(page -> {
            page.forEach(balances);
            return page.size() < PAGE ? Future.succeededFuture() : later(() -> readFrom(source, last(page), balances));
        });
    }

    private static Balance last(List<Balance> page) {
        return page.get(page.size() - 1);
    }

    private Future<Void> later(Supplier<Future<Void>> next) {
        Promise<Void> turn = Promise.promise();
        vertx.getOrCreateContext().runOnContext(ignored -> turn.complete());
        return turn.future().compose(ignored -> next.get());
    }
}
