package io.spendbell.delivery;

import io.spendbell.alert.AlertIds;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a destination is down until a person has acted, and whether the others were told. Confined to one context. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final Destination destination;
    private final Store store;
    private final Supplier<List<String>> others;
    private final Consumer<List<Raise>> notices;
    private final DeliveryMetrics metrics;
    private final AlertIds alertIds;

    private Future<Void> told = Future.succeededFuture();
    private boolean down;
    private boolean othersKnow;
    /** Before the first success a notice of an earlier process may stand. */
    private boolean noticeMayStand = true;

    /** @param notices is told of notices for the others, once they are in the outbox */
    Outage(
            Destination destination,
            Store store,
            Supplier<List<String>> others,
            Consumer<List<Raise>> notices,
            DeliveryMetrics metrics,
            AlertIds alertIds) {
        this.destination = destination;
        this.store = store;
        this.others = others;
        this.notices = notices;
        this.metrics = metrics;
        this.alertIds = alertIds;
    }

    boolean isOn() {
        return down;
    }

    /**
     * Takes note that the destination takes nothing, and tells the others once.
     *
     * @param settled is waited for before they are told, since a store may take nothing in while a post is under way
     */
    void begins(String reason, Instant now, Future<Void> settled) {
        if (!down) {
            down = true;
            metrics.showDown(true);
            LOG.error(
                    "Destination {} ({}) is down: {}; its alerts wait until it works again",
                    destination.name(),
                    destination.host(),
                    reason);
        }
        List<String> whom = others.get();
        if (!whom.isEmpty() && !othersKnow) {
            othersKnow = true;
            noticeMayStand = true;
            DownNotice notice = new DownNotice(destination.name(), reason, whom, alertIds, now);
            told = settled.compose(ignored -> tell(notice)).onFailure(failure -> othersKnow = false);
        }
    }

    private Future<Void> tell(DownNotice notice) {
        Entry entry = new Entry(null, List.of(), List.of(notice), List.of(), List.of());
        return store.commit(new Batch(notice.now(), List.of(entry)), posted -> List.of())
                .onSuccess(result -> notices.accept(result.raised()))
                .mapEmpty();
    }

    /** When the others are told, as far as they are to be; fails, once, where that did. */
    Future<Void> othersTold() {
        Future<Void> telling = told;
        told = Future.succeededFuture();
        return telling;
    }

    /** Takes note that the destination has taken a message. */
    void ends() {
        if (down) {
            down = false;
            metrics.showDown(false);
            LOG.info("Destination {} ({}) works again", destination.name(), destination.host());
        }
    }

    /** The next time that the destination is down the others are to be told again; where that fails, the next success tries again. */
    Future<Void> allowNewNotice() {
        if (!noticeMayStand) {
            return Future.succeededFuture();
        }
        noticeMayStand = false;
        othersKnow = false;
        return store.release(DownNotice.keyOf(destination.name()))
                .onFailure(failure -> noticeMayStand = true)
                .otherwiseEmpty();
    }
}
