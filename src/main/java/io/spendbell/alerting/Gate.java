package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Raise;
import java.time.Instant;
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
    private final Digests digests;

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
     * @param digest the stretch of time whose alerts it is told with; null where it is told at once
     */
    public record Decision(
            @Nullable FindingOutcome suppressedBy, List<String> destinations, AlertWindow.@Nullable Span digest) {
        private static final Decision TYPE_OFF = suppressed(FindingOutcome.TYPE_OFF);
        private static final Decision NO_DESTINATION = suppressed(FindingOutcome.NO_DESTINATION);
        private static final Decision FILTERED = suppressed(FindingOutcome.FILTERED);

        private static Decision suppressed(FindingOutcome by) {
            return new Decision(by, List.of(), null);
        }

        /** An alert that may ring, on its way. */
        Raise raise(Alert alert, List<AlertKey> passed) {
            return new Raise(alert.in(digest), passed, destinations);
        }
    }

    public Gate(Set<AlertType> typesOn, Destinations destinations) {
        this(typesOn, destinations, KeyAliasFilter.NONE, Digests.NONE);
    }

    public Gate(Set<AlertType> typesOn, Destinations destinations, KeyAliasFilter filter, Digests digests) {
        this.typesOn = Set.copyOf(typesOn);
        this.destinations = destinations;
        this.filter = filter;
        this.digests = digests;
    }

    /** Whether alerts of a type go out at all. */
    public boolean isOn(AlertType type) {
        return !type.isPublic() || typesOn.contains(type);
    }

    /**
     * Decides about one finding.
     *
     * @param now when it would be raised
     */
    public Decision decide(Subject subject, Instant now) {
        if (!isOn(subject.type())) {
            return Decision.TYPE_OFF;
        }
        List<String> names = destinations.of(subject);
        if (names.isEmpty()) {
            return Decision.NO_DESTINATION;
        }
        List<String> passed = filter.passed(subject, names);
        return passed.isEmpty() ? Decision.FILTERED : new Decision(null, passed, digests.windowAt(subject.type(), now));
    }
}
