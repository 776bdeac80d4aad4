package io.spendbell.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys in which two parts of a configuration differ, by the names of the records' components, so that a key that
 * is added to a record is not forgotten here.
 */
final class RecordDifferences {
    private static final int LONGEST = 100;
    private static final Pattern HUMP = Pattern.compile("([A-Z])");

    /** Where the file has other keys than the records have components: how paths begin, and how they are to begin. */
    private static final Map<String, String> IN_THE_FILE = Map.of(
            "spendbell.store.file", "spendbell.store",
            "spendbell.store.sync", "spendbell.store_sync",
            "spendbell.store.redis.", "spendbell.store.",
            "spendbell.ingest.redis.server.", "spendbell.ingest.redis.",
            "spendbell.ingest.redis.streams.names", "spendbell.ingest.redis.streams",
            "spendbell.ingest.redis.streams.group", "spendbell.ingest.redis.group",
            "spendbell.ingest.redis.streams.trim", "spendbell.ingest.redis.trim");

    private final BiConsumer<String, String> different;

    /**
     * A comparison.
     *
     * @param different is told the path of each key that differs, and what stands there now; of a secret, three stars
     */
    RecordDifferences(BiConsumer<String, String> different) {
        this.different = different;
    }

    void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Record && after instanceof Record && before.getClass() == after.getClass()) {
            for (RecordComponent component : after.getClass().getRecordComponents()) {
                compare(path + name(component), value(component, before), value(component, after));
            }
        } else {
            different.accept(inTheFile(path), shown(after));
        }
    }

    private static String name(RecordComponent component) {
        return "." + HUMP.matcher(component.getName()).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    private static String inTheFile(String path) {
        return IN_THE_FILE.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(entry -> entry.getValue() + path.substring(entry.getKey().length()))
                .findFirst()
                .orElse(path);
    }

    private static @Nullable Object value(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a configuration's record is public and only holds values", e);
        }
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof StoreConfig.Embedded embedded) {
            return "file:" + embedded.file();
        }
        if (value instanceof StoreConfig.Redis redis) {
            return "redis at " + redis.redis().shown();
        }
        if (value instanceof StoreConfig.Memory) {
            return "memory";
        }
        if (value instanceof Duration duration) {
            return duration.toMillis() % 1_000 == 0 ? "" + duration.toSeconds() : "" + duration.toMillis() / 1_000.0;
        }
        String text = value instanceof Record
                ? "something else"
                : value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
