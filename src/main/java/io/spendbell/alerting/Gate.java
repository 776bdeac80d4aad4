package io.spendbell.alerting;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a finding may ring, and where. What may not takes no claim, so that it rings at the next event once the reason is
 * gone. Immutable; safe for use from any thread.
 */
public final class Gate {
    private final Set<AlertType> typesOn;
    private final Destinations destinations;
    private final KeyAliasFilter filter;

    /** Tells where an alert goes: the names of destinations, none twice; empty where it goes nowhere. */
    @FunctionalInterface
    public interface Destinations {
        List<String> of(Subject subject);
    }

    /**
     * What routing looks at.
     *
     * @param event LiteLLM's name of what happened, or null
     * @param source who said so: the gateway or a configured budget; null where the alert is not about a budget
     */
    public record Subject(
            AlertType type,
            Level level,
            @Nullable String event,
            @Nullable String source,
            @Nullable Entity entity,
            EntityFields fields) {}

    /**
     * The answer.
     *
     * @param suppressedBy why it may not ring; null where it may
     * @param destinations where it goes; empty where it may not
     */
    public record Decision(@Nullable FindingOutcome suppressedBy, List<String> destinations) {
        private static final Decision TYPE_OFF = new Decision(FindingOutcome.TYPE_OFF, List.of());
        private static final Decision NO_DESTINATION = new Decision(FindingOutcome.NO_DESTINATION, List.of());
        private static final Decision FILTERED = new Decision(FindingOutcome.FILTERED, List.of());
    }

    public Gate(Set<AlertType> typesOn, Destinations destinations) {
        this(typesOn, destinations, KeyAliasFilter.NONE);
    }

    public Gate(Set<AlertType> typesOn, Destinations destinations, KeyAliasFilter filter) {
        this.typesOn = Set.copyOf(typesOn);
        this.destinations = destinations;
        this.filter = filter;
    }

    public Decision decide(Subject subject) {
        if (subject.type().isPublic() && !typesOn.contains(subject.type())) {
            return Decision.TYPE_OFF;
        }
        List<String> names = destinations.of(subject);
        if (names.isEmpty()) {
            return Decision.NO_DESTINATION;
        }
        List<String> passed = filter.passed(subject, names);
        return passed.isEmpty() ? Decision.FILTERED : new Decision(null, passed);
    }
}
