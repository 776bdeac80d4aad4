package io.spendbell.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A mapping of a configuration that is being read. It remembers which keys were asked for, so that at the end it can say
 * which ones nobody knows. Not safe for use from several threads.
 */
final class Block {
    private final Reading reading;
    private final String path;
    private final Map<String, Value> values;
    private final Set<String> known = new LinkedHashSet<>();

    Block(Reading reading, String path, Map<String, Value> values) {
        this.reading = reading;
        this.path = path;
        this.values = values;
    }

    /** The setting under a key; an absent one where there is none. */
    Setting get(String key) {
        known.add(key);
        return new Setting(reading, pathOf(key), values.getOrDefault(key, Value.ABSENT));
    }

    /** Whether anything stands under a key. */
    boolean has(String key) {
        return !(values.getOrDefault(key, Value.ABSENT) instanceof Value.Absent);
    }

    /** The keys, of a mapping whose keys are names that the user gives. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** Says of every key that was not asked for that it is unknown. */
    void refuseOthers() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                reading.findings().fault(pathOf(key), "unknown key", NearestName.rule(key, new TreeSet<>(known)));
            }
        }
    }

    /** Warns of every key that was not asked for, and says which one was probably meant. */
    void warnOfOthers(String message) {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                reading.findings().warning(pathOf(key), message + NearestName.hint(key, new TreeSet<>(known)));
            }
        }
    }

    /** Warns of every key that was not asked for and is nearly one that was. */
    void warnOfNearMisses() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                NearestName.of(key, known)
                        .ifPresent(near ->
                                reading.findings().warning(pathOf(key), "is not read; did you mean \"" + near + "\"?"));
            }
        }
    }

    /** Warns of every key that was not asked for here, but within {@code inner}. */
    void warnOfMisplaced(Block inner) {
        for (String key : values.keySet()) {
            if (!known.contains(key) && inner.known.contains(key)) {
                reading.findings().warning(pathOf(key), "is not read; did you mean \"" + inner.pathOf(key) + "\"?");
            }
        }
    }

    /** The block under a key whose kind nobody insists on: what is no mapping has no keys. */
    Block lenient(String key) {
        known.add(key);
        Value value = values.getOrDefault(key, Value.ABSENT);
        return new Block(reading, pathOf(key), value instanceof Value.Entries entries ? entries.values() : Map.of());
    }

    private String pathOf(String key) {
        return Reading.path(path, key);
    }
}
