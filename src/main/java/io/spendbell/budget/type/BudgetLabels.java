package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;

/** What a budget of each kind of entity is called in event messages. */
public final class BudgetLabels {

    private BudgetLabels() {}

    /** Such as {@code Team Budget}. */
    public static String of(EntityKind kind) {
        return switch (kind) {
            case KEY -> "Key Budget";
            case USER -> "User Budget";
            case TEAM -> "Team Budget";
            case TEAM_MEMBER -> "Team Member Budget";
            case ORGANIZATION -> "Organization Budget";
            case PROJECT -> "Project Budget";
            case CUSTOMER -> "Customer Budget";
            case TAG -> "Tag Budget";
            case MODEL -> "Model Budget";
            case PROVIDER -> "Provider Budget";
            case PROXY -> "Proxy Budget";
            case DESTINATION -> "Destination";
            case BUDGET -> "Budget";
            case STORE -> "Store";
            case DEPLOYMENT -> "Deployment";
            case REGION -> "Region";
        };
    }
}
