package io.spendbell.alerting;

import io.spendbell.alert.AlertType;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import io.spendbell.store.Store;
import io.spendbell.traffic.InFlight;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at by the clock, because no event gives rise to it: calls that do not end, outages that are over. Each look begins a
 * while after the one before has ended, so that slow ones never pile up. Confined to the deciding verticle's context.
 */
final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final Duration BETWEEN_HANGING = Duration.ofSeconds(1);
    private static final Duration BETWEEN_OUTAGES = Duration.ofSeconds(30);
    private static final int MOST_IN_FLIGHT = 150_000;

    private final Supplier<Rules> rules;
    private final HangingWatch hanging;
    private final OutageWatch outages;
    private boolean stopped;
    private boolean sawOutages;

    /** Watches by the rules in force. */
    Watches(
            Store store,
            Supplier<Rules> rules,
            Announcer announcer,
            ClaimCache claims,
            AlertingMetrics metrics,
            InstantSource clock) {
        this.rules = rules;
        InFlight inFlight = new InFlight(MOST_IN_FLIGHT);
        metrics.watchInFlight(inFlight::size);
        hanging = new HangingWatch(
                inFlight,
                store,
                () -> rules.get().calls().hanging(),
                announcer::announceAll,
                metrics,
                clock,
                PassingTime.by(clock));
        outages = new OutageWatch(store, () -> rules.get().calls().outages(), claims::released, clock);
    }

    void start(Vertx vertx) {
        again(vertx, BETWEEN_HANGING, "for hanging requests", hanging::look);
        again(vertx, BETWEEN_OUTAGES, "for outages that are over", this::lookForOutages);
    }

    private Future<?> lookForOutages() {
        return outages.look().onSuccess(ignored -> sawOutages = true);
    }

    /** Whether all outages that are over were ended since the start. */
    boolean sawOutages() {
        return sawOutages;
    }

    void stop() {
        stopped = true;
    }

    /** Takes in that a call began or ended. */
    void told(CallEvent call, Instant now) {
        if (call.course().status() != Status.STARTED || rules.get().gate().isOn(AlertType.LLM_REQUESTS_HANGING)) {
            hanging.told(call, now);
        }
    }

    private void again(Vertx vertx, Duration pause, String what, Supplier<Future<?>> look) {
        vertx.setTimer(pause.toMillis(), timer -> {
            if (!stopped) {
                Future.succeededFuture()
                        .compose(now -> look.get())
                        .onFailure(failure ->
                                LOG.warn("A look {} failed; it is taken again: {}", what, failure.toString()))
                        .onComplete(done -> again(vertx, pause, what, look));
            }
        });
    }
}
