package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What is to be told and is no budget's status, as the store is asked to claim it. */
record FoundNotice(Said said, List<String> destinations, AlertIds ids, Instant now) implements Candidate {

    /** What is told, and on which occasion. */
    record Said(AlertKey key, Level level, EntityFields fields, String message, Instant occurredAt) {}

    /** What Spendbell has to say of one of its own budgets, once and for all. */
    static Said ofBudget(String budgetName, String what, String message, Instant now) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.BUDGET, budgetName),
                budgetName,
                new Rule.Notice(what),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return new Said(key, Level.MEDIUM, EntityFields.NONE, message, now);
    }

    /** What all replicas together tell once of a store that was emptied, by the id of what is kept there now. */
    static Said ofWiped(String epoch, String message, Instant now) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                new Entity(EntityKind.STORE, "redis"),
                "redis",
                new Rule.Notice("wiped:" + epoch),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return new Said(key, Level.MEDIUM, EntityFields.NONE, message, now);
    }

    /** That a gateway could not tell what a call has cost: once for each model, until {@code budget_alert_ttl} is over. */
    static Said ofUnknownCost(CallEvent call, Instant occurredAt) {
        String model = call.fields().model();
        AlertKey key = new AlertKey(
                AlertType.FAILED_TRACKING_SPEND,
                model == null ? Entity.PROXY : new Entity(EntityKind.MODEL, model),
                AlertKey.GATEWAY,
                new Rule.Notice("cost_unknown"),
                Usd.ZERO,
                AlertWindow.ROLLING);
        String message = "The gateway could not tell what a call of " + (model == null ? "a model" : model)
                + " has cost: such calls are in no budget. Give it a price for the model.";
        return new Said(key, Level.HIGH, call.fields(), message, occurredAt);
    }

    @Override
    public AlertKey key() {
        return said.key();
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
                        claimed.type(),
                        said.level(),
                        claimed.entity(),
                        said.fields(),
                        said.message(),
                        null,
                        said.occurredAt(),
                        now),
                List.of(),
                destinations);
    }
}
