package io.spendbell.alerting;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Wiped;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells that the store was emptied or set back: one alert over all replicas. To be called on the deciding verticle's context. */
final class WipedAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(WipedAlarm.class);

    private final Announcements announcements;
    private final AlertingMetrics metrics;
    private final InstantSource clock;

    WipedAlarm(Announcements announcements, AlertingMetrics metrics, InstantSource clock) {
        this.announcements = announcements;
        this.metrics = metrics;
        this.clock = clock;
    }

    void ring(Wiped wiped) {
        metrics.countWiped(wiped);
        announcements
                .announce(notice(wiped))
                .onFailure(failure ->
                        LOG.error("That the store was emptied or set back could not be told: {}", failure.toString()));
    }

    /** What all replicas together tell once, by the id of what is kept there now. */
    private Notice notice(Wiped wiped) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.STORE, "redis"),
                "redis",
                new Rule.Notice("wiped:" + wiped.epoch()),
                Usd.ZERO,
                AlertWindow.FOREVER);
        String message = "Redis was " + (wiped.isSetBack() ? "set back to an earlier state" : "emptied or exchanged")
                + ". The replica that says this has given back what it remembers: totals"
                + " of "
                + wiped.accounts() + " accounts, " + wiped.claims() + " claims, " + wiped.windows()
                + " windows, "
                + wiped.deliveries()
                + " deliveries; the others do the same. What none of them remembers is lost.";
        return new Notice(key, Level.MEDIUM, EntityFields.NONE, message, clock.instant());
    }
}
