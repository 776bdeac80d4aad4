package io.spendbell.simulator;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A budget whose spend rises in a straight line, as a simulated gateway tells of it. Immutable.
 *
 * @param type the event's type, such as {@code token_budget}
 * @param entity the fields of {@code user_info} that say whose it is, {@code event_group} among them
 * @param limitField what the limit is called: {@code max_budget} or {@code soft_budget}
 * @param limit USD
 * @param startMillis when it begins, in milliseconds since the gateway's start
 * @param startShare the share of the limit that is spent at its beginning
 * @param sharePerSecond how much of it is spent in a second
 */
record GatewayBudget(
        String type,
        JsonObject entity,
        String limitField,
        long limit,
        long startMillis,
        double startShare,
        double sharePerSecond) {

    /** Past this share the gateway says no more of it. */
    private static final double LAST_SHARE = 1.03;

    private static final double MILLIS_OF_SECOND = 1e3;
    private static final int DECIMALS = 6;

    double share(long millis) {
        return startShare + sharePerSecond * (millis - startMillis) / MILLIS_OF_SECOND;
    }

    /** Whether the gateway speaks of it at that time. */
    boolean isActive(long millis) {
        return millis >= startMillis && !isOver(millis);
    }

    boolean isOver(long millis) {
        return share(millis) > LAST_SHARE;
    }

    JsonObject event(long millis, String resetAt) {
        BigDecimal spend = BigDecimal.valueOf(limit * share(millis)).setScale(DECIMALS, RoundingMode.HALF_EVEN);
        JsonObject info =
                entity.copy().put("spend", spend).put(limitField, limit).put("budget_reset_at", resetAt);
        return new JsonObject().put("event", "budget").put("type", type).put("user_info", info);
    }
}
