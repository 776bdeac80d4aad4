package io.spendbell.alerting;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.Wiped;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells that the store was emptied: one alert over all replicas. To be called on the deciding verticle's context. */
final class WipedAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(WipedAlarm.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int MOST_ATTEMPTS = 100;

    private final Vertx vertx;
    private final Store store;
    private final Supplier<Decider> decider;
    private final AlertingMetrics metrics;
    private final InstantSource clock;
    private final Consumer<List<Raise>> raised;

    WipedAlarm(
            Vertx vertx,
            Store store,
            Supplier<Decider> decider,
            AlertingMetrics metrics,
            InstantSource clock,
            Consumer<List<Raise>> raised) {
        this.vertx = vertx;
        this.store = store;
        this.decider = decider;
        this.metrics = metrics;
        this.clock = clock;
        this.raised = raised;
    }

    void ring(Wiped wiped) {
        metrics.countWiped(wiped);
        FoundNotice notice = decider.get().wiped(wiped, clock.instant());
        if (notice != null) {
            Entry entry = new Entry(null, List.of(), List.of(notice), List.of(), List.of());
            commit(new Batch(clock.instant(), List.of(entry)), MOST_ATTEMPTS);
        }
    }

    private void commit(Batch batch, int attempts) {
        store.commit(batch, posted -> List.of()).onSuccess(this::committed).onFailure(failure -> {
            if (attempts > 1) {
                vertx.setTimer(PAUSE_MILLIS, ignored -> commit(batch, attempts - 1));
            } else {
                LOG.error("That the store was emptied could not be told: {}", failure.toString());
            }
        });
    }

    private void committed(CommitResult result) {
        metrics.countFinding(result.raised().isEmpty() ? FindingOutcome.CLAIMED : FindingOutcome.RAISED);
        if (!result.raised().isEmpty()) {
            raised.accept(result.raised());
        }
    }
}
