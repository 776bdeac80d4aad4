package io.spendbell.traffic;

import io.spendbell.event.CallEvent;
import io.spendbell.event.CooldownEvent;
import io.spendbell.event.FailureEvent;
import io.spendbell.event.GatewayEvent;
import io.spendbell.event.ManagementEvent;
import io.spendbell.event.ModelAddedEvent;
import io.spendbell.event.ModelDeprecationEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a gateway's own running. Immutable; safe for use from any thread.
 *
 * @param zone whose days and times are meant
 */
public record GatewayAlerts(ZoneId zone) {

    /** What is to be told of an event; null where that is nothing, as of a fallback, which is only counted. */
    public @Nullable TrafficFinding judge(GatewayEvent event, Instant now) {
        if (event instanceof ManagementEvent management) {
            return ManagementAlerts.of(management);
        }
        if (event instanceof ModelAddedEvent added) {
            return ModelAlerts.of(added);
        }
        if (event instanceof ModelDeprecationEvent deprecation) {
            return ModelAlerts.of(deprecation, LocalDate.ofInstant(now, zone));
        }
        if (event instanceof CooldownEvent cooldown) {
            return FailureAlerts.of(cooldown, zone);
        }
        if (event instanceof FailureEvent failure) {
            return FailureAlerts.of(failure);
        }
        return null;
    }

    /** That a gateway could not tell what a call has cost: once for each model, until {@code budget_alert_ttl} is over. */
    public TrafficFinding costUnknown(CallEvent call) {
        return FailureAlerts.ofUnknownCost(call.fields());
    }
}
