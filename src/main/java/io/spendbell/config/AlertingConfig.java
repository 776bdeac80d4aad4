package io.spendbell.config;

import io.spendbell.alert.AlertType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which alerts there are, from {@code general_settings}.
 *
 * @param types the types that are on; of the others nobody is told
 * @param budgetAlertTtl after how long a rule without a window re-arms
 */
public record AlertingConfig(Set<AlertType> types, Duration budgetAlertTtl) {
    public static final Set<AlertType> DEFAULT_TYPES = Arrays.stream(AlertType.values())
            .filter(type -> type.isPublic() && type.onByDefault())
            .collect(Collectors.toUnmodifiableSet());
    public static final Duration DEFAULT_BUDGET_ALERT_TTL = Duration.ofDays(1);

    static final Bounds BUDGET_ALERT_TTL = Bounds.whole(1, 315_360_000);

    public AlertingConfig {
        types = Set.copyOf(types);
        BUDGET_ALERT_TTL.checked("budget_alert_ttl", budgetAlertTtl);
    }

    /** Whether alerts of that type go out; Spendbell's own notices always do. */
    public boolean isOn(AlertType type) {
        return !type.isPublic() || types.contains(type);
    }
}
