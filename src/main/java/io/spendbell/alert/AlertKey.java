package io.spendbell.alert;

import io.spendbell.event.Entity;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one occasion on which a rule may ring: whoever claims the key first raises the alert, for all events, threads,
 * restarts and replicas.
 *
 * @param type the alert's type
 * @param entity whom it concerns
 * @param source {@link #GATEWAY}, or the configured budget's name
 * @param rule what rang
 * @param amount the limit that the rule compares with
 * @param window when it rang; a new window is a new key
 */
public record AlertKey(AlertType type, Entity entity, String source, Rule rule, Usd amount, AlertWindow window) {
    public static final String GATEWAY = "gateway";

    /** When a claim of a rule that never re-arms ends: 9999-12-31T23:59:59Z. */
    public static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);

    /** The notices that somebody gives free once what they tell of is over. */
    private static final List<String> OF_WHAT_LASTS = List.of("notice:outage_", "notice:down|", "notice:silent");

    private static final Duration SHORTEST_AFTERLIFE = Duration.ofHours(24);

    public AlertKey in(AlertWindow other) {
        return new AlertKey(type, entity, source, rule, amount, other);
    }

    /**
     * How long a claim made now must live. It outlives its window, so that a late event cannot ring it again; without a
     * window it ends when the rule re-arms.
     *
     * @param rearmAfter {@code budget_alert_ttl}
     */
    public Instant claimedUntil(Instant now, Duration rearmAfter) {
        if (window instanceof AlertWindow.Forever) {
            return NEVER;
        }
        Instant end = window.end();
        if (end == null) {
            return now.plus(rearmAfter);
        }
        Duration afterlife = rearmAfter.compareTo(SHORTEST_AFTERLIFE) > 0 ? rearmAfter : SHORTEST_AFTERLIFE;
        return (end.isAfter(now) ? end : now).plus(afterlife);
    }

    /** The key as one line of text, the same for equal keys only; stores file claims under it. */
    public String canonical() {
        String entityId = entity.id();
        return type.wireName()
                + '|'
                + entity.kind().wireName()
                + '|'
                + entityId.length()
                + ':'
                + entityId
                + '|'
                + source.length()
                + ':'
                + source
                + '|'
                + rule.name()
                + '|'
                + amount.nanos()
                + '|'
                + window.name();
    }

    /**
     * Whether a key of that {@link #canonical} text is of something that lasts for an unknown time, such as an outage or a
     * destination that is down, so that whoever finds it over gives its claim free: a notice of these without a window.
     */
    public static boolean lasts(String canonical) {
        int source = endOfText(canonical, canonical.indexOf('|', canonical.indexOf('|') + 1));
        String rest = canonical.substring(endOfText(canonical, source) + 1);
        return OF_WHAT_LASTS.stream().anyMatch(rest::startsWith)
                && (rest.endsWith('|' + AlertWindow.ROLLING.name()) || rest.endsWith('|' + AlertWindow.FOREVER.name()));
    }

    /** Where a text ends that stands behind a separator with its length. */
    private static int endOfText(String canonical, int separator) {
        int colon = canonical.indexOf(':', separator);
        return colon + 1 + Integer.parseInt(canonical.substring(separator + 1, colon));
    }

    // By hand, for what a record brings is linked while a start waits: docs/performance.md.
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof AlertKey other
                && type == other.type
                && entity.equals(other.entity)
                && source.equals(other.source)
                && rule.equals(other.rule)
                && amount.equals(other.amount)
                && window.equals(other.window);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, entity, source, rule, amount, window);
    }
}
