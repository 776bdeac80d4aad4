package io.spendbell;

import io.spendbell.alert.Alert;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts in the log, whatever becomes of them elsewhere: LiteLLM's {@code log_to_console}. */
final class AlertLog {
    private static final Logger LOG = LoggerFactory.getLogger(AlertLog.class);

    private AlertLog() {}

    /** Writes what a person would read in Slack, on one line. */
    static void write(Alert alert, Presentation presentation, Instant now) {
        Delivery delivery = new Delivery(new DeliveryId(alert.id(), "log"), alert, 0, false);
        LOG.warn("{}", AlertText.of(delivery, presentation, now).plain().replace("\n", " | "));
    }
}
