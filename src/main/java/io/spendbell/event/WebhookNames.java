package io.spendbell.event;

import java.util.Set;

/** LiteLLM's names in its WebhookEvents. */
final class WebhookNames {
    /** Says what one call of a customer has cost. */
    static final String SPEND_TRACKED = "spend_tracked";

    /** The values of {@code event} that tell how a budget stands. */
    private static final Set<String> JUDGED = Set.of(
            "budget_crossed",
            "soft_budget_crossed",
            "threshold_crossed",
            "projected_limit_exceeded",
            "max_budget_alert");

    /** Those that tell nothing that is to be judged. */
    private static final Set<String> QUIET =
            Set.of("key_created", "key_rotated", "internal_user_created", SPEND_TRACKED);

    private WebhookNames() {}

    static boolean isQuiet(String event) {
        return QUIET.contains(event);
    }

    static boolean isJudged(String event) {
        return JUDGED.contains(event);
    }

    /** The budget alert type that speaks of a group's budgets, or passes on what the gateway expects. */
    static String type(EntityKind group, boolean projected) {
        return switch (group) {
            case KEY -> projected ? "projected_limit_exceeded" : "token_budget";
            case USER -> "user_budget";
            case TEAM -> "team_budget";
            case TEAM_MEMBER -> "team_member_budget";
            case ORGANIZATION -> "organization_budget";
            case PROJECT -> "project_budget";
            case CUSTOMER -> "customer_budget";
            case TAG -> "tag_budget";
            case MODEL -> "model_budget";
            case PROVIDER -> "provider_budget";
            case PROXY -> "proxy_budget";
            case DESTINATION, BUDGET, STORE, DEPLOYMENT, REGION ->
                throw new IllegalArgumentException(group + ": no event speaks of it");
        };
    }
}
