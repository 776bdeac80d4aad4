package io.spendbell.budget.type;

import io.spendbell.event.BudgetSubjects;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The factory registry of the budget alert types, by their names on the wire. Immutable; safe for use from any thread. */
public final class BudgetAlertTypes implements BudgetSubjects {
    private static final Map<String, Supplier<BudgetAlertType>> STANDARD = Map.ofEntries(
            Map.entry("token_budget", TokenBudgetType::new),
            Map.entry("max_budget_alert", MaxBudgetAlertType::new),
            Map.entry("user_budget", UserBudgetType::new),
            Map.entry("team_budget", TeamBudgetType::new),
            Map.entry("organization_budget", OrganizationBudgetType::new),
            Map.entry("project_budget", ProjectBudgetType::new),
            Map.entry("soft_budget", SoftBudgetType::new),
            Map.entry("proxy_budget", ProxyBudgetType::new),
            Map.entry("projected_limit_exceeded", ProjectedLimitExceededType::new),
            Map.entry("team_member_budget", TeamMemberBudgetType::new),
            Map.entry("customer_budget", CustomerBudgetType::new),
            Map.entry("tag_budget", TagBudgetType::new),
            Map.entry("model_budget", ModelBudgetType::new),
            Map.entry("provider_budget", ProviderBudgetType::new));

    private final Map<String, BudgetAlertType> types;

    private BudgetAlertTypes(Map<String, Supplier<BudgetAlertType>> factories) {
        // Asked twice for each event: an immutable map divides at each look-up, a hash map does not.
        types = new HashMap<>();
        factories.forEach((name, factory) -> types.put(name, factory.get()));
    }

    /** All types that Spendbell knows. */
    public static BudgetAlertTypes standard() {
        return new BudgetAlertTypes(STANDARD);
    }

    /** The type of that name; fails naming the field where there is none. */
    public BudgetAlertType named(String name) throws InvalidEventException {
        BudgetAlertType type = types.get(name);
        if (type == null) {
            throw InvalidEventException.unexpected("type", name, "one of " + String.join(", ", new TreeSet<>(names())));
        }
        return type;
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(types.keySet());
    }

    @Override
    public Entity subject(String name, EntityKind group, EntityFields fields) throws InvalidEventException {
        BudgetAlertType type = named(name);
        if (!type.eventGroups().contains(group)) {
            String expected = type.eventGroups().stream()
                    .map(EntityKind::wireName)
                    .sorted()
                    .collect(Collectors.joining(" or "));
            throw InvalidEventException.unexpected(
                    "user_info.event_group", group.wireName(), expected + " for " + name);
        }
        return type.id(group, fields);
    }
}
