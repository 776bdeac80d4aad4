package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
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
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import java.time.Instant;
import java.util.function.Predicate;

/** What is to be told and is no budget's status, as the store is asked to claim it. */
record FoundNotice(Notice notice, Gate.Decision decision, AlertIds ids, Instant now) implements Candidate {

    /** What Spendbell has to say of one of its own budgets, once and for all. */
    static Notice ofBudget(String budgetName, String what, String message, Instant now) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.BUDGET, budgetName),
                budgetName,
                new Rule.Notice(what),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return new Notice(key, Level.MEDIUM, EntityFields.NONE, message, now);
    }

    @Override
    public AlertKey key() {
        return notice.key();
    }

    @Override
    public boolean joinsKnownWindow() {
        return false;
    }

    @Override
    public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
        return decision.raise(
                new Alert(
                        ids.next(),
                        claimed.type(),
                        notice.level(),
                        claimed.entity(),
                        notice.fields(),
                        notice.message(),
                        null,
                        notice.occurredAt(),
                        now),
                notice.passed());
    }
}
