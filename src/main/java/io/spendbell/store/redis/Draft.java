package io.spendbell.store.redis;

import io.spendbell.store.core.UndoLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Things of one kind while a batch is planned: what is thought to be in Redis, what was read of that and so must hold when
 * the batch is applied, and what would be written. Confined to one thread.
 *
 * @param <V> a value; one of them stands for what is not there
 */
final class Draft<V> {
    private final Function<String, @Nullable V> thought;
    private final V absent;
    private final UnaryOperator<V> asSeenNow;
    private final UndoLog undo;
    private final Map<String, V> read = new LinkedHashMap<>();
    private final List<String> namesRead = new ArrayList<>();
    private final Map<String, V> written = new LinkedHashMap<>();

    /**
     * A draft in which nothing was read or written.
     *
     * @param thought what is thought to be in Redis; where that is nothing it is thought to be absent
     * @param asSeenNow what a value in Redis counts as at the batch's time
     */
    Draft(Function<String, @Nullable V> thought, V absent, UnaryOperator<V> asSeenNow, UndoLog undo) {
        this.thought = thought;
        this.absent = absent;
        this.asSeenNow = asSeenNow;
        this.undo = undo;
    }

    V get(String name) {
        V own = written.get(name);
        if (own != null) {
            return own;
        }
        V before = read.get(name);
        if (before == null) {
            V known = thought.apply(name);
            before = asSeenNow.apply(known == null ? absent : known);
            read.put(name, before);
            namesRead.add(name);
        }
        return before;
    }

    void put(String name, V value) {
        V before = written.put(name, value);
        undo.add(() -> restore(name, before));
    }

    private void restore(String name, @Nullable V before) {
        if (before == null) {
            written.remove(name);
        } else {
            written.put(name, before);
        }
    }

    /** What was read and must hold, in the order in which it was read. */
    Map<String, V> read() {
        return read;
    }

    /** The name of what was read at a place of that order. */
    String read(int place) {
        return namesRead.get(place);
    }

    Map<String, V> written() {
        return written;
    }
}
