package io.spendbell.config;

import io.spendbell.alert.AlertType;
import java.util.List;
import java.util.Map;

/**
 * Where an alert goes that no route takes.
 *
 * @param to names of destinations; none where such alerts go nowhere
 * @param exceptions where alerts of a type go instead; an empty list is nowhere
 */
public record DefaultRoute(List<String> to, Map<AlertType, List<String>> exceptions) {
    public DefaultRoute {
        to = List.copyOf(to);
        exceptions = Map.copyOf(exceptions);
    }

    /** The names of the destinations for alerts of that type. */
    public List<String> to(AlertType type) {
        return exceptions.getOrDefault(type, to);
    }
}
