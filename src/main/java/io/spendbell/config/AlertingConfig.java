package io.spendbell.config;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.WindowSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which alerts there are and by what they are measured, from {@code general_settings}.
 *
 * @param types the types that are on; of the others nobody is told
 * @param slowAfter how long a request may take before it is slow or hanging: {@code alerting_threshold}
 * @param spendReports what a spend report is about: {@code spend_report_frequency}
 * @param digests the types whose alerts are told together, each with how long a digest of it is: {@code alert_type_config}
 * @param args {@code alerting_args}
 */
public record AlertingConfig(
        Set<AlertType> types,
        Duration slowAfter,
        WindowSpec spendReports,
        Map<AlertType, Duration> digests,
        AlertingArgs args) {
    public static final Set<AlertType> DEFAULT_TYPES = Arrays.stream(AlertType.values())
            .filter(type -> type.isPublic() && type.onByDefault())
            .collect(Collectors.toUnmodifiableSet());
    public static final Duration DEFAULT_SLOW_AFTER = Duration.ofMinutes(5);
    public static final WindowSpec DEFAULT_SPEND_REPORTS = WindowSpec.parse("7d");

    static final Bounds SLOW_AFTER = Bounds.decimal("0", "315360000");

    public static final Duration DEFAULT_DIGEST_INTERVAL = Duration.ofDays(1);

    static final Bounds DIGEST_INTERVAL = Bounds.whole(1, 2_592_000);

    /** What is in force where nothing is said. */
    public static final AlertingConfig DEFAULT = new AlertingConfig(
            DEFAULT_TYPES, DEFAULT_SLOW_AFTER, DEFAULT_SPEND_REPORTS, Map.of(), AlertingArgs.DEFAULT);

    public AlertingConfig {
        types = Set.copyOf(types);
        digests = Map.copyOf(digests);
        digests.values().forEach(interval -> DIGEST_INTERVAL.checked("digest_interval", interval));
        SLOW_AFTER.checked("alerting_threshold", slowAfter);
    }

    /** Whether alerts of that type go out; Spendbell's own notices always do. */
    public boolean isOn(AlertType type) {
        return !type.isPublic() || types.contains(type);
    }
}
