package io.spendbell.alerting;

import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Gate.Subject;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.store.Posting;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps budget alerts from Slack, but for those of keys with an alias that is asked for: LiteLLM's
 * {@code slack_budget_alert_key_aliases}. Other destinations and other alerts are none of its business. Immutable.
 *
 * @param aliases what an alias must match one of; none lets no budget alert through, null all of them
 * @param slack the destinations that are Slack
 */
public record KeyAliasFilter(@Nullable List<Glob> aliases, Set<String> slack) {
    /** Keeps nothing from anywhere. */
    public static final KeyAliasFilter NONE = new KeyAliasFilter(null, Set.of());

    public KeyAliasFilter {
        aliases = aliases == null ? null : List.copyOf(aliases);
        slack = Set.copyOf(slack);
    }

    /** Those of an alert's destinations that it may go to. */
    List<String> passed(Subject subject, List<String> destinations) {
        return subject.type() != AlertType.BUDGET_ALERTS || aliases == null || isAskedFor(subject, aliases)
                ? destinations
                : destinations.stream().filter(name -> !slack.contains(name)).toList();
    }

    private static boolean isAskedFor(Subject subject, List<Glob> aliases) {
        String alias = subject.fields().keyAlias();
        return subject.entity() != null
                && subject.entity().kind() == EntityKind.KEY
                && !subject.entity().id().equals(Posting.OTHER)
                && alias != null
                && aliases.stream().anyMatch(glob -> glob.matches(alias));
    }
}
