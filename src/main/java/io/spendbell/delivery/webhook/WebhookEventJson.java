package io.spendbell.delivery.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spendbell.alert.Alert;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Outbox.Delivery;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert as LiteLLM's WebhookEvent: all of CallInfo's fields, null where they do not apply, and Spendbell's own besides.
 * Money is USD and a share is a share of the budget, both plain decimal numbers; times are RFC 3339.
 */
public final class WebhookEventJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private WebhookEventJson() {}

    /**
     * How an alert is shown wherever programs read it.
     *
     * @param environment the deployment's name; null where it has none
     */
    public static String of(Alert alert, @Nullable String environment) {
        return text(json(alert, environment));
    }

    /** A post of an alert, which says so where an earlier one may have arrived. */
    static String of(Delivery delivery, @Nullable String environment) {
        ObjectNode json = json(delivery.alert(), environment);
        if (delivery.mayBeRepeat()) {
            json.put("may_be_repeat", true);
        }
        return text(json);
    }

    private static ObjectNode json(Alert alert, @Nullable String environment) {
        ObjectNode json = JSON.createObjectNode();
        putBudget(json, alert.budget());
        putWho(json, alert.entity(), alert.fields());
        json.put("event_message", alert.message());
        json.put("id", alert.id());
        json.put("alert_type", alert.type().wireName());
        json.put("level", alert.level().wireName());
        json.put("occurred_at", alert.occurredAt().toString());
        if (environment != null) {
            json.put("environment", environment);
        }
        return json;
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putBudget(ObjectNode json, Alert.@Nullable BudgetFacts budget) {
        json.put("event", budget == null ? null : budget.event());
        json.put("spend", money(budget == null ? null : budget.spend()));
        json.put("max_budget", money(budget == null ? null : budget.maxBudget()));
        json.put("soft_budget", money(budget == null ? null : budget.softBudget()));
        json.put("projected_spend", money(budget == null ? null : budget.projectedSpend()));
        json.put("projected_exceeded_date", budget == null ? null : budget.projectedExceededDate());
        json.put("threshold", budget == null ? null : share(budget.rule()));
        json.put("source", budget == null ? null : budget.source());
        Instant end = budget == null ? null : budget.window().end();
        json.put("window_start", budget == null ? null : text(budget.window().start()));
        json.put("window_end", text(end));
        json.put("budget_reset_at", text(end));
    }

    /** The fields of whom it concerns; those of the alert's own entity come from the entity itself. */
    private static void putWho(ObjectNode json, @Nullable Entity entity, EntityFields fields) {
        json.put(
                "event_group",
                entity == null || !entity.kind().hasBudgets()
                        ? null
                        : entity.kind().wireName());
        json.put("token", fields.token());
        json.put("key_alias", fields.keyAlias());
        json.put("user_id", fields.userId());
        json.put("user_email", fields.userEmail());
        json.put("team_id", fields.teamId());
        json.put("team_alias", fields.teamAlias());
        json.put("organization_id", fields.organizationId());
        json.put("project_id", fields.projectId());
        json.put("customer_id", fields.customerId());
        json.putNull("alert_emails");
        json.putNull("max_budget_alert_emails");
        json.put("tag", fields.tag());
        json.put("model", fields.model());
        json.put("provider", fields.provider());
        String field = entity == null ? null : idField(entity.kind(), fields);
        if (entity != null && field != null) {
            json.put(field, entity.id());
        }
    }

    private static @Nullable String idField(EntityKind kind, EntityFields fields) {
        return switch (kind) {
            case KEY -> fields.token() == null ? "key_alias" : "token";
            case USER -> "user_id";
            case TEAM -> "team_id";
            case ORGANIZATION -> "organization_id";
            case PROJECT -> "project_id";
            case CUSTOMER -> "customer_id";
            case TAG -> "tag";
            case MODEL -> "model";
            case PROVIDER -> "provider";
            case DEPLOYMENT -> "deployment_id";
            case REGION -> "region";
            case TEAM_MEMBER, PROXY, DESTINATION, BUDGET, STORE -> null;
        };
    }

    private static @Nullable BigDecimal share(Rule rule) {
        return rule instanceof Rule.Threshold threshold ? threshold.share().toBigDecimal() : null;
    }

    private static @Nullable BigDecimal money(@Nullable Usd amount) {
        return amount == null ? null : amount.toBigDecimal();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
