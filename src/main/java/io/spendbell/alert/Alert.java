package io.spendbell.alert;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole of what somebody is told. It is complete: whoever renders it needs nothing else but the settings that all
 * alerts share (environment, zone, links).
 *
 * @param id the same in every repeat and at every destination
 * @param entity whom it concerns; null for an alert that was handed in as it is
 * @param fields what the raising event said of whom it concerns; foreign text. Of a call's tags an alert keeps none: each of them
 *     may have one of its own, which names it as its entity
 * @param message for a budget alert LiteLLM's event message in Spendbell's words; for a handed-in alert its text, which is
 *     foreign
 * @param budget the budget's facts; null where the alert is not about one
 * @param occurredAt when what it tells happened
 * @param raisedAt when it was raised
 * @param digest the stretch of time whose alerts of this type are told together, when it is over; null where it is told at once
 */
public record Alert(
        String id,
        AlertType type,
        Level level,
        @Nullable Entity entity,
        EntityFields fields,
        String message,
        @Nullable BudgetFacts budget,
        Instant occurredAt,
        Instant raisedAt,
        AlertWindow.@Nullable Span digest) {

    public Alert {
        fields = fields.withoutTags();
    }

    /** An alert that is told at once. */
    public Alert(
            String id,
            AlertType type,
            Level level,
            @Nullable Entity entity,
            EntityFields fields,
            String message,
            @Nullable BudgetFacts budget,
            Instant occurredAt,
            Instant raisedAt) {
        this(id, type, level, entity, fields, message, budget, occurredAt, raisedAt, null);
    }

    /** The same alert, saying what another one says of the same entity. */
    public Alert saying(Alert other) {
        return new Alert(
                id, type, level, other.entity, other.fields, other.message, other.budget, occurredAt, raisedAt, digest);
    }

    /** The same alert, told with the others of its digest. */
    public Alert in(AlertWindow.@Nullable Span window) {
        return new Alert(id, type, level, entity, fields, message, budget, occurredAt, raisedAt, window);
    }

    /**
     * How a budget stood when its rule rang.
     *
     * @param event LiteLLM's name of what happened, such as {@code budget_crossed}
     * @param source {@link AlertKey#GATEWAY}, or the configured budget's name
     * @param rule the rule that rang
     * @param amount the limit that the rule compared with
     * @param spend what is spent: the window's total, or what the gateway stated
     * @param window the window that it rang in
     * @param passed the lower rules that were passed at once and whose turns are used up, lowest first
     * @param projectedSpend the spend to be expected at the window's end, where a projection rang
     * @param projectedExceededDate when a gateway expects the limit to be reached, in its own words; foreign text
     */
    public record BudgetFacts(
            String event,
            String source,
            Rule rule,
            Usd amount,
            Usd spend,
            @Nullable Usd maxBudget,
            @Nullable Usd softBudget,
            AlertWindow window,
            List<Rule> passed,
            @Nullable Usd projectedSpend,
            @Nullable String projectedExceededDate) {}
}
