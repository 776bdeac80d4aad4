package io.spendbell.budget;

import io.spendbell.alert.Share;
import io.spendbell.event.EntityKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The shares of a hard budget at which it rings, where the budget has no list of its own: its entity kind's, else the
 * default.
 */
public record Thresholds(List<Share> byDefault, Map<EntityKind, List<Share>> byKind) {
    public static final Thresholds STANDARD =
            new Thresholds(List.of(Share.of("0.85"), Share.of("0.95"), Share.WHOLE), Map.of());

    public Thresholds {
        byDefault = sorted(byDefault);
        byKind = byKind.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> sorted(entry.getValue())));
    }

    /** The shares for budgets of that kind, lowest first, each once. */
    public List<Share> of(EntityKind kind) {
        return byKind.getOrDefault(kind, byDefault);
    }

    private static List<Share> sorted(List<Share> shares) {
        return shares.stream().distinct().sorted().toList();
    }
}
