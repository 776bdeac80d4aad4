package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What the other destinations are told of one that is down: once, until it works again. */
record DownNotice(String destination, String reason, List<String> others, AlertIds ids, Instant now)
        implements Candidate {

    static AlertKey keyOf(String destination) {
        return new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.DESTINATION, destination),
                destination,
                new Rule.Notice("down"),
                Usd.ZERO,
                AlertWindow.FOREVER);
    }

    @Override
    public AlertKey key() {
        return keyOf(destination);
    }

    @Override
    public boolean joinsKnownWindow() {
        return false;
    }

    @Override
    public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
        String message = "Destination " + destination + " is down (" + reason
                + "): its alerts wait, and it is tried every 5 minutes. A new webhook URL or a working channel helps.";
        Alert alert = new Alert(
                ids.next(),
                AlertType.SPENDBELL_NOTICE,
                Level.HIGH,
                claimed.entity(),
                EntityFields.NONE,
                message,
                null,
                now,
                now);
        return new Raise(alert, List.of(), others);
    }
}
