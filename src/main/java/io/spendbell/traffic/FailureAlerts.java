package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.CooldownEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.FailureEvent;
import io.spendbell.event.Usd;
import java.time.ZoneId;

/** What failed: a gateway's database, its tracking of spend, a deployment that it therefore sends no calls. Stateless. */
final class FailureAlerts {
    private FailureAlerts() {}

    static TrafficFinding of(FailureEvent event) {
        return switch (event.what()) {
            case DATABASE -> ofDatabase(event);
            case SPEND_TRACKING -> ofTracking(event);
        };
    }

    private static TrafficFinding ofDatabase(FailureEvent event) {
        String message = "The gateway's database failed" + Words.around(" (", event.operation(), ")") + ": "
                + Words.error(event.error());
        return TrafficFinding.ofEach(AlertType.DB_EXCEPTIONS, Level.HIGH, null, event.fields(), message);
    }

    private static TrafficFinding ofTracking(FailureEvent event) {
        String message = "The gateway could not track what calls of "
                + Words.model(event.fields(), "a model") + " cost" + Words.around(" (", event.operation(), ")")
                + ", so budgets may lack it: " + Words.error(event.error());
        return TrafficFinding.once(untracked(event.fields()), Level.HIGH, event.fields(), message);
    }

    /** The occasion on which a model's spend could not be tracked, whoever said so. */
    static AlertKey untracked(EntityFields fields) {
        String model = fields.model();
        return rolling(
                AlertType.FAILED_TRACKING_SPEND,
                model == null ? Entity.PROXY : new Entity(EntityKind.MODEL, model),
                "cost_unknown");
    }

    static TrafficFinding of(CooldownEvent event, ZoneId zone) {
        Entity deployment = new Entity(EntityKind.DEPLOYMENT, event.deploymentId());
        String message = "The gateway sends no calls to this deployment of "
                + Words.model(event.fields(), "a model")
                + (event.until() == null ? " for a while" : " until " + Words.time(event.until(), zone))
                + ", because calls to it failed"
                + (event.statusCode() == null ? "" : " with status " + event.statusCode())
                + (event.error() == null ? "." : ": " + Words.error(event.error()));
        return TrafficFinding.once(
                rolling(AlertType.COOLDOWN_DEPLOYMENT, deployment, "cooldown"), Level.MEDIUM, event.fields(), message);
    }

    private static AlertKey rolling(AlertType type, Entity entity, String what) {
        return new AlertKey(type, entity, AlertKey.GATEWAY, new Rule.Notice(what), Usd.ZERO, AlertWindow.ROLLING);
    }

    /** That a call's cost is not known, as {@link io.spendbell.event.CallEvent} tells it. */
    static TrafficFinding ofUnknownCost(EntityFields fields) {
        String message = "The gateway could not tell what a call of "
                + (fields.model() == null ? "a model" : Words.name(fields.model()))
                + " has cost: such calls are in no budget. Give it a price for the model.";
        return TrafficFinding.once(untracked(fields), Level.HIGH, fields, message);
    }
}
