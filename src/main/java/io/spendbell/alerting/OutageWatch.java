package io.spendbell.alerting;

import io.spendbell.alert.AlertKey;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Store;
import io.spendbell.traffic.Outages;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for outages that are over, so that the next one rings: it releases what they have claimed. Whichever process does so, and
 * how often, makes no difference. Confined to the deciding verticle's context.
 */
final class OutageWatch {
    private static final int PAGE = 500;

    /** More than are kept of an account. */
    private static final int MOST_WINDOWS = 8;

    private final Store store;
    private final Supplier<List<Outages>> rules;
    private final Consumer<AlertKey> released;
    private final InstantSource clock;

    /** The window after which an account was released last, so that it is not done again and again; of accounts that there still are. */
    private final Map<String, Instant> done = new HashMap<>();

    /**
     * One that looks by the rules in force.
     *
     * @param released is told of each key that was released
     */
    OutageWatch(Store store, Supplier<List<Outages>> rules, Consumer<AlertKey> released, InstantSource clock) {
        this.store = store;
        this.rules = rules;
        this.released = released;
        this.clock = clock;
    }

    /** Looks once; fails where the store could not be asked. */
    Future<?> look() {
        Set<String> there = new HashSet<>();
        Future<?> looked = Future.succeededFuture();
        for (Outages outages : rules.get()) {
            looked = looked.compose(ignored -> newest(outages.source(), null, new HashMap<>()))
                    .onSuccess(newest -> newest.values().forEach(balance -> there.add(nameOf(balance))))
                    .compose(newest -> releaseAll(outages, newest.values()));
        }
        return looked.onSuccess(ignored -> done.keySet().retainAll(there));
    }

    /** The newest window of each account. */
    private Future<Map<String, Balance>> newest(String source, @Nullable Balance after, Map<String, Balance> newest) {
        return store.ledger().balances(source, after, PAGE).compose(page -> {
            page.forEach(balance -> newest.merge(balance.entityId(), balance, OutageWatch::later));
            return page.size() < PAGE
                    ? Future.succeededFuture(newest)
                    : newest(source, page.get(page.size() - 1), newest);
        });
    }

    private static Balance later(Balance one, Balance other) {
        return one.windowStart().isAfter(other.windowStart()) ? one : other;
    }

    private Future<?> releaseAll(Outages outages, Collection<Balance> newest) {
        Instant now = clock.instant();
        Future<?> released = Future.succeededFuture();
        for (Balance balance : newest) {
            boolean isDone = balance.windowStart().equals(done.get(nameOf(balance)));
            if (!isDone && !outages.overAt(balance.windowStart()).isAfter(now)) {
                released = released.compose(ignored -> releaseIfQuiet(outages, balance));
            }
        }
        return released;
    }

    /** An error that came since they were read may have rung already: then its claims are not those of the outage that is over. */
    private Future<?> releaseIfQuiet(Outages outages, Balance balance) {
        Balance before = new Balance(balance.source(), balance.entityId(), Instant.MIN, balance.spent());
        return store.ledger()
                .balances(balance.source(), before, MOST_WINDOWS)
                .compose(windows -> windows.stream()
                                .filter(each -> each.entityId().equals(balance.entityId()))
                                .anyMatch(each -> each.windowStart().isAfter(balance.windowStart()))
                        ? Future.succeededFuture()
                        : release(outages, balance));
    }

    private Future<?> release(Outages outages, Balance balance) {
        Future<?> all = Future.succeededFuture();
        for (AlertKey key : outages.keys(balance.entityId())) {
            all = all.compose(ignored -> store.release(key)).onSuccess(ignored -> released.accept(key));
        }
        return all.onSuccess(ignored -> done.put(nameOf(balance), balance.windowStart()));
    }

    private static String nameOf(Balance balance) {
        return balance.source() + balance.entityId();
    }
}
