package io.spendbell.delivery;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Glob;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an alert goes: to the destinations of the routes that match, of the first one only unless it says to go on; without
 * a match to the default. Immutable; safe for use from any thread.
 */
public final class Routes {
    private final List<Route> routes;
    private final List<String> byDefault;
    private final Map<AlertType, List<String>> exceptions;

    /**
     * One route.
     *
     * @param match by the names of an alert's attributes, of which each must match one of its patterns; an attribute that
     *     the alert does not have matches nothing
     * @param to names of destinations
     * @param continues whether later routes are asked too
     */
    public record Route(Map<String, List<Glob>> match, List<String> to, boolean continues) {}

    /**
     * What routes look at.
     *
     * @param event LiteLLM's name of what happened, or null
     * @param source who said so, or null
     */
    public record Attributes(
            AlertType type,
            Level level,
            @Nullable String event,
            @Nullable String source,
            @Nullable Entity entity,
            EntityFields fields) {

        private @Nullable String byName(String name) {
            return switch (name) {
                case "alert_type" -> type.wireName();
                case "level" -> level.wireName();
                case "event" -> event;
                case "event_group" -> entity == null ? null : entity.kind().wireName();
                case "source" -> source;
                default -> fields.byName(name);
            };
        }
    }

    /**
     * Routes with a default.
     *
     * @param byDefault where alerts go that no route takes
     * @param exceptions where those of a type go instead
     */
    public Routes(List<Route> routes, List<String> byDefault, Map<AlertType, List<String>> exceptions) {
        this.routes = List.copyOf(routes);
        this.byDefault = List.copyOf(byDefault);
        this.exceptions = Map.copyOf(exceptions);
    }

    /** The names of the destinations, none twice; empty where the alert goes nowhere. */
    public List<String> of(Attributes alert) {
        Set<String> names = new LinkedHashSet<>();
        boolean matched = false;
        for (Route route : routes) {
            if (matches(route, alert)) {
                matched = true;
                names.addAll(route.to());
                if (!route.continues()) {
                    break;
                }
            }
        }
        if (!matched) {
            return exceptions.getOrDefault(alert.type(), byDefault);
        }
        return new ArrayList<>(names);
    }

    private static boolean matches(Route route, Attributes alert) {
        return route.match().entrySet().stream().allMatch(entry -> {
            String value = alert.byName(entry.getKey());
            return value != null && entry.getValue().stream().anyMatch(glob -> glob.matches(value));
        });
    }
}
