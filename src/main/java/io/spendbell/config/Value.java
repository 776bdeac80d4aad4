package io.spendbell.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at a place of a configuration, before anything is known of what it should be. */
sealed interface Value {
    Value ABSENT = new Absent();

    /** What to call it where its content is not shown. */
    String kind();

    /** Nothing, or a null. */
    record Absent() implements Value {
        @Override
        public String kind() {
            return "missing";
        }
    }

    /**
     * A single value; whoever asks for it decides whether it is a text, a number or a truth.
     *
     * @param quoted whether it is certainly meant as a text
     */
    record Scalar(String text, boolean quoted) implements Value {
        @Override
        public String kind() {
            return "a single value";
        }
    }

    record Items(List<Value> values) implements Value {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Entries(Map<String, Value> values) implements Value {
        static final Entries NONE = new Entries(Map.of());

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** The same as Java's own types say it: maps, collections, strings, numbers, booleans and null. */
    static Value of(@Nullable Object object) {
        if (object == null) {
            return ABSENT;
        }
        if (object instanceof Map<?, ?> map) {
            Map<String, Value> entries = new LinkedHashMap<>();
            map.forEach((key, value) -> entries.put(String.valueOf(key), of(value)));
            return new Entries(entries);
        }
        if (object instanceof Collection<?> collection) {
            List<Value> items = new ArrayList<>();
            collection.forEach(item -> items.add(of(item)));
            return new Items(items);
        }
        return new Scalar(object.toString(), object instanceof CharSequence);
    }
}
