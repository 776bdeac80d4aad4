package io.spendbell.config;

import io.spendbell.alert.Level;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code delivery.routes}. */
final class RouteReader {
    private static final Map<String, List<String>> CLOSED = Map.of(
            "alert_type", AlertTypes.NAMES,
            "level", Arrays.stream(Level.values()).map(Level::wireName).toList(),
            "event_group",
                    Arrays.stream(EntityKind.values())
                            .filter(EntityKind::hasBudgets)
                            .map(EntityKind::wireName)
                            .toList());

    private final Destinations destinations;

    RouteReader(Destinations destinations) {
        this.destinations = destinations;
    }

    List<Route> read(Setting routes) {
        List<Route> read = new ArrayList<>();
        for (Setting each : routes.items("a list of routes")) {
            Route route = route(each.block());
            if (route != null) {
                read.add(route);
            }
        }
        return read;
    }

    private @Nullable Route route(Block block) {
        Map<String, List<Glob>> match = match(block.get("match").block());
        Setting toSetting = block.get("to");
        Set<String> to = new LinkedHashSet<>();
        for (Setting each : toSetting.itemsOrOne()) {
            String name = destination(each);
            if (name != null) {
                to.add(name);
            }
        }
        if (!toSetting.isPresent() || toSetting.isEmptyList()) {
            toSetting.fault("at least one of " + String.join(", ", destinations.names()));
        }
        boolean continues = block.get("continue").flag(false);
        block.refuseOthers();
        return to.isEmpty() ? null : new Route(match, List.copyOf(to), continues);
    }

    private @Nullable String destination(Setting setting) {
        String name = setting.text("the name of a destination");
        if (name == null) {
            return null;
        }
        return switch (destinations.lookUp(name)) {
            case THERE -> name;
            case AT_FAULT -> null;
            case WITHOUT_URL -> {
                setting.fault("a URL for it: in the environment as " + Destinations.variables(name)
                        + ", or in spendbell.delivery.destinations." + name + ".url");
                yield null;
            }
            case UNKNOWN -> {
                setting.fault(NearestName.rule(name, destinations.names()));
                yield null;
            }
        };
    }

    private static Map<String, List<Glob>> match(Block block) {
        Map<String, List<Glob>> match = new LinkedHashMap<>();
        for (String key : Route.MATCH_KEYS) {
            Setting setting = block.get(key);
            List<Glob> globs = new ArrayList<>();
            for (Setting item : setting.itemsOrOne()) {
                Glob glob = Globs.read(item);
                if (glob != null && isPossible(key, glob, item)) {
                    globs.add(glob);
                }
            }
            if (setting.isEmptyList()) {
                setting.fault("at least one pattern");
            }
            if (!globs.isEmpty()) {
                match.put(key, globs);
            }
        }
        block.refuseOthers();
        return match;
    }

    /** Whether anything can match: where the values are known, a pattern must match one of them. */
    private static boolean isPossible(String key, Glob glob, Setting setting) {
        List<String> values = CLOSED.getOrDefault(key, List.of());
        if (values.isEmpty() || values.stream().anyMatch(glob::matches)) {
            return true;
        }
        setting.fault(NearestName.rule(glob.toString(), values));
        return false;
    }
}
