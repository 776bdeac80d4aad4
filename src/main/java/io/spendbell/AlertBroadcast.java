package io.spendbell;

import io.spendbell.alert.Alert;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.delivery.webhook.WebhookEventJson;
import io.spendbell.store.FaultLog;
import io.spendbell.store.Raise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells of each alert that this process raises on the event bus, and in the log where that is asked for. One that cannot be told keeps
 * back no other. Safe for use from any thread.
 */
final class AlertBroadcast {
    private static final FaultLog FAULTS = new FaultLog();

    /** Reads without data binding, whose set-up would be most of the first alert's way. */
    private static final JacksonCodec JSON = new JacksonCodec();

    private final Vertx vertx;
    private final Supplier<SpendbellConfig> config;
    private final InstantSource clock;

    AlertBroadcast(Vertx vertx, Supplier<SpendbellConfig> config, InstantSource clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
    }

    void tell(List<Raise> raises) {
        SpendbellConfig inForce = config.get();
        raises.forEach(raise -> tell(raise.alert(), inForce));
    }

    private void tell(Alert alert, SpendbellConfig inForce) {
        try {
            vertx.eventBus().publish(IngestConfig.EventBus.ALERTS, json(alert, inForce));
            if (inForce.alerting().args().logToConsole()) {
                AlertLog.write(alert, Deliveries.presentation(inForce), clock.instant());
            }
        } catch (RuntimeException | StackOverflowError e) {
            FAULTS.tell("An alert was not told on the event bus or in the log; its deliveries are in the outbox", e);
        }
    }

    /** How an alert is shown: the webhook's body. */
    JsonObject json(Alert alert) {
        return json(alert, config.get());
    }

    private static JsonObject json(Alert alert, SpendbellConfig inForce) {
        return (JsonObject) JSON.fromString(WebhookEventJson.of(alert, inForce.environment()), Object.class);
    }
}
