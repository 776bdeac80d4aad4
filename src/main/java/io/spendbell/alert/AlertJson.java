package io.spendbell.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An alert as stores keep it: JSON in UTF-8 with a version. Fields that a reader does not know are ignored and a null is an absent one; amounts are
 * nano-dollars, times are RFC 3339. Texts may hold anything, ill-formed UTF-16 too. Stateless.
 */
public final class AlertJson {
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private AlertJson() {}

    public static byte[] write(Alert alert) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("id", alert.id());
        json.put("type", alert.type().wireName());
        json.put("level", alert.level().wireName());
        Entity entity = alert.entity();
        if (entity != null) {
            json.put("kind", entity.kind().name());
            json.put("entity", entity.id());
        }
        json.set("fields", fields(alert.fields()));
        json.put("message", alert.message());
        if (alert.budget() != null) {
            json.set("budget", budget(alert.budget()));
        }
        json.put("occurred_at", alert.occurredAt().toString());
        json.put("raised_at", alert.raisedAt().toString());
        if (alert.digest() != null) {
            json.set("digest", window(alert.digest()));
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The alert that the bytes are.
     *
     * @throws UnreadableAlertException if they are none, or of a later version
     */
    public static Alert read(byte[] bytes) {
        if (bytes.length == 0) {
            throw UnreadableAlertException.missing();
        }
        try {
            return read(JSON.readTree(bytes));
        } catch (UnreadableAlertException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableAlertException("alert: not JSON (expected: what this class wrote)", false, e);
        } catch (RuntimeException e) {
            throw new UnreadableAlertException(e.getMessage(), false, e);
        }
    }

    private static Alert read(JsonNode json) {
        int version = json.path("v").asInt();
        if (version != VERSION) {
            throw new UnreadableAlertException(
                    "alert: version " + version + " (expected: " + VERSION + ")", version > VERSION, null);
        }
        return new Alert(
                text(json, "id"),
                type(text(json, "type")),
                Level.ofWireName(text(json, "level")),
                json.hasNonNull("kind")
                        ? new Entity(EntityKind.valueOf(text(json, "kind")), text(json, "entity"))
                        : null,
                readFields(json.path("fields")),
                text(json, "message"),
                json.hasNonNull("budget") ? readBudget(json.path("budget")) : null,
                Instant.parse(text(json, "occurred_at")),
                Instant.parse(text(json, "raised_at")),
                json.hasNonNull("digest") ? readSpan(json.path("digest")) : null);
    }

    private static ObjectNode fields(EntityFields fields) {
        ObjectNode json = JSON.createObjectNode();
        for (String name : EntityFields.NAMES) {
            String value = fields.byName(name);
            if (value != null) {
                json.put(name, value);
            }
        }
        return json;
    }

    private static EntityFields readFields(JsonNode json) {
        return new EntityFields(
                optional(json, "token"),
                optional(json, "key_alias"),
                optional(json, "user_id"),
                optional(json, "user_email"),
                optional(json, "team_id"),
                optional(json, "team_alias"),
                optional(json, "organization_id"),
                optional(json, "project_id"),
                optional(json, "customer_id"),
                List.of(),
                optional(json, "tag"),
                optional(json, "model"),
                optional(json, "model_group"),
                optional(json, "provider"),
                optional(json, "api_base"),
                optional(json, "deployment_id"),
                optional(json, "region"));
    }

    private static ObjectNode budget(Alert.BudgetFacts budget) {
        ObjectNode json = JSON.createObjectNode();
        json.put("event", budget.event());
        json.put("source", budget.source());
        json.put("rule", budget.rule().name());
        json.put("amount", budget.amount().nanos());
        json.put("spend", budget.spend().nanos());
        money(json, "max", budget.maxBudget());
        money(json, "soft", budget.softBudget());
        json.set("window", window(budget.window()));
        ArrayNode passed = json.putArray("passed");
        budget.passed().forEach(rule -> passed.add(rule.name()));
        money(json, "projected_spend", budget.projectedSpend());
        if (budget.projectedExceededDate() != null) {
            json.put("projected_exceeded_date", budget.projectedExceededDate());
        }
        return json;
    }

    private static Alert.BudgetFacts readBudget(JsonNode json) {
        List<Rule> passed = new ArrayList<>();
        json.path("passed").forEach(rule -> passed.add(Rule.ofName(rule.asText())));
        return new Alert.BudgetFacts(
                text(json, "event"),
                text(json, "source"),
                Rule.ofName(text(json, "rule")),
                money(json, "amount"),
                money(json, "spend"),
                readMoney(json, "max"),
                readMoney(json, "soft"),
                readWindow(json.path("window")),
                List.copyOf(passed),
                readMoney(json, "projected_spend"),
                optional(json, "projected_exceeded_date"));
    }

    private static ObjectNode window(AlertWindow window) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", window.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        Instant start = window.start();
        Instant end = window.end();
        if (start != null) {
            json.put("start", start.toString());
        }
        if (end != null) {
            json.put("end", end.toString());
        }
        return json;
    }

    private static AlertWindow readWindow(JsonNode json) {
        return switch (text(json, "kind")) {
            case "span" -> readSpan(json);
            case "until" -> new AlertWindow.Until(Instant.parse(text(json, "end")));
            case "forever" -> AlertWindow.FOREVER;
            case "rolling" -> AlertWindow.ROLLING;
            default -> throw new IllegalArgumentException("window: " + json + " (expected: a kind of window)");
        };
    }

    private static AlertWindow.Span readSpan(JsonNode json) {
        return new AlertWindow.Span(Instant.parse(text(json, "start")), Instant.parse(text(json, "end")));
    }

    private static void money(ObjectNode json, String name, @Nullable Usd amount) {
        if (amount != null) {
            json.put(name, amount.nanos());
        }
    }

    private static Usd money(JsonNode json, String name) {
        Usd amount = readMoney(json, name);
        if (amount == null) {
            throw new IllegalArgumentException(name + ": missing (expected: what this class wrote)");
        }
        return amount;
    }

    private static @Nullable Usd readMoney(JsonNode json, String name) {
        return json.hasNonNull(name) ? new Usd(json.path(name).asLong()) : null;
    }

    private static AlertType type(String wireName) {
        return wireName.equals(AlertType.SPENDBELL_NOTICE.wireName())
                ? AlertType.SPENDBELL_NOTICE
                : AlertType.ofWireName(wireName)
                        .orElseThrow(() ->
                                new UnreadableAlertException("type: " + wireName + " (expected: a type)", true, null));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException(name + ": missing (expected: what this class wrote)");
        }
        return value.asText();
    }

    private static @Nullable String optional(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }
}
