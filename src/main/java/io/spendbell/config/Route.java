package io.spendbell.config;

import io.spendbell.event.EntityFields;
import io.spendbell.event.Glob;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Alerts that go elsewhere than all others.
 *
 * @param match what an alert must say, by the names in {@link #MATCH_KEYS}: of each one of its globs must match; empty
 *     matches every alert
 * @param to names of destinations, at least one
 * @param continues whether later routes are asked too
 */
public record Route(Map<String, List<Glob>> match, List<String> to, boolean continues) {
    /** What a route can ask for: what the alert is, and the fields of whom it concerns. */
    public static final List<String> MATCH_KEYS = Stream.concat(
                    Stream.of("alert_type", "level", "event", "event_group", "source"), EntityFields.NAMES.stream())
            .toList();

    public Route {
        match = Collections.unmodifiableMap(new LinkedHashMap<>(match));
        to = List.copyOf(to);
        if (!MATCH_KEYS.containsAll(match.keySet())) {
            throw new IllegalArgumentException("match: " + match.keySet() + " (expected: of " + MATCH_KEYS + ")");
        }
        if (to.isEmpty()) {
            throw new IllegalArgumentException("to: [] (expected: at least one destination)");
        }
    }
}
