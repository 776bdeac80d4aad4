package io.spendbell.store.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was written or read last, by name; what has not been for longest is forgotten first where there is no room. Confined to
 * one thread.
 *
 * @param <V> what is remembered
 */
final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    Recent(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
    }
}
