package io.spendbell.delivery.text;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Alert.BudgetFacts;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts for tests of wording and rendering, all raised at {@link #NOW}. */
public final class Alerts {
    public static final Instant NOW = Instant.parse("2026-11-23T20:58:00Z");
    public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    public static final Presentation PLAIN = new Presentation(null, null, BERLIN);
    public static final Presentation PRODUCTION = new Presentation("production", "https://bell.example.com", BERLIN);
    public static final AlertWindow NOVEMBER =
            new AlertWindow.Span(Instant.parse("2026-10-31T23:00:00Z"), Instant.parse("2026-11-30T23:00:00Z"));
    public static final Entity TEAM = new Entity(EntityKind.TEAM, "team-pay");
    public static final EntityFields PAYMENTS = fields(Map.of("team_id", "team-pay", "team_alias", "Payments"));
    public static final String HASH = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";

    private Alerts() {}

    /** A team's budget of $1,000.00 in November, of which {@code spend} is spent. */
    public static Alert team(String id, String spend, Rule rule) {
        return budget(id, TEAM, PAYMENTS, facts("pay", rule, spend, "1000", null, NOVEMBER));
    }

    public static Alert budget(String id, Entity entity, EntityFields fields, BudgetFacts facts) {
        Level level = facts.rule() instanceof Rule.Threshold t
                ? t.share().isWholeOrMore()
                        ? Level.HIGH
                        : t.share().compareTo(Share.of("0.95")) >= 0 ? Level.MEDIUM : Level.LOW
                : Level.MEDIUM;
        return new Alert(id, AlertType.BUDGET_ALERTS, level, entity, fields, "Team Budget: …", facts, NOW, NOW);
    }

    public static BudgetFacts facts(
            String source, Rule rule, String spend, @Nullable String max, @Nullable String soft, AlertWindow window) {
        Usd amount = usd(rule instanceof Rule.Soft && soft != null ? soft : max == null ? "0" : max);
        return new BudgetFacts(
                "budget_crossed",
                source,
                rule,
                amount,
                usd(spend),
                max == null ? null : usd(max),
                soft == null ? null : usd(soft),
                window,
                List.of(),
                null,
                null);
    }

    public static BudgetFacts gateway(Rule rule, String spend, String max, AlertWindow window) {
        return facts(AlertKey.GATEWAY, rule, spend, max, null, window);
    }

    public static BudgetFacts passed(BudgetFacts facts, Rule... passed) {
        return new BudgetFacts(
                facts.event(),
                facts.source(),
                facts.rule(),
                facts.amount(),
                facts.spend(),
                facts.maxBudget(),
                facts.softBudget(),
                facts.window(),
                List.of(passed),
                facts.projectedSpend(),
                facts.projectedExceededDate());
    }

    public static BudgetFacts projected(BudgetFacts facts, String spend, @Nullable String date) {
        return new BudgetFacts(
                "projected_limit_exceeded",
                facts.source(),
                facts.rule(),
                facts.amount(),
                facts.spend(),
                facts.maxBudget(),
                facts.softBudget(),
                facts.window(),
                facts.passed(),
                usd(spend),
                date);
    }

    public static Alert handedIn(String id, AlertType type, Level level, String message) {
        return handedIn(id, type, level, message, EntityFields.NONE);
    }

    public static Alert handedIn(String id, AlertType type, Level level, String message, EntityFields fields) {
        return new Alert(id, type, level, null, fields, message, null, NOW, NOW);
    }

    public static Rule threshold(String share) {
        return new Rule.Threshold(Share.of(share));
    }

    public static Usd usd(String dollars) {
        return new Usd(new BigDecimal(dollars).movePointRight(9).longValueExact());
    }

    public static Delivery delivery(Alert alert) {
        return new Delivery(new DeliveryId(alert.id(), "finops"), alert, 0, false);
    }

    public static Delivery repeat(Alert alert) {
        return new Delivery(new DeliveryId(alert.id(), "finops"), alert, 1, true);
    }

    /** Entity fields by their wire names; {@code tags} is one tag. */
    public static EntityFields fields(Map<String, String> named) {
        Map<String, String> of = new HashMap<>(named);
        return new EntityFields(
                of.get("token"),
                of.get("key_alias"),
                of.get("user_id"),
                of.get("user_email"),
                of.get("team_id"),
                of.get("team_alias"),
                of.get("organization_id"),
                of.get("project_id"),
                of.get("customer_id"),
                of.containsKey("tags") ? List.of(of.get("tags")) : List.of(),
                of.get("tag"),
                of.get("model"),
                of.get("model_group"),
                of.get("provider"),
                of.get("api_base"),
                of.get("deployment_id"),
                of.get("region"));
    }
}
