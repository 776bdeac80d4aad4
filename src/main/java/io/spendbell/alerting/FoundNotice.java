package io.spendbell.alerting;

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

/** What Spendbell has to say of one of its own budgets, or of its store, once and for all. */
record FoundNotice(AlertKey key, String message, List<String> destinations, AlertIds ids, Instant now)
        implements Candidate {

    /** The key of what is told once of a budget. */
    static AlertKey key(String budgetName, String what) {
        return new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.BUDGET, budgetName),
                budgetName,
                new Rule.Notice(what),
                Usd.ZERO,
                AlertWindow.FOREVER);
    }

    /** The key of what all replicas together tell once of a store that was emptied, by the id of what is kept there now. */
    static AlertKey keyOfWiped(String epoch) {
        return new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.STORE, "redis"),
                "redis",
                new Rule.Notice("wiped:" + epoch),
                Usd.ZERO,
                AlertWindow.FOREVER);
    }

    @Override
    public boolean joinsKnownWindow() {
        return false;
    }

    @Override
    public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
        return new Raise(
                new Alert(
                        ids.next(),
                        AlertType.SPENDBELL_NOTICE,
                        Level.MEDIUM,
                        claimed.entity(),
                        EntityFields.NONE,
                        message,
                        null,
                        now,
                        now),
                List.of(),
                destinations);
    }
}
