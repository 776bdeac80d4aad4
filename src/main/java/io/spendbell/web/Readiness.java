package io.spendbell.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the daemon can do its work, part by part. Safe for use from any thread. */
public final class Readiness {
    private final Map<String, Supplier<@Nullable String>> parts = new ConcurrentHashMap<>();

    /**
     * Adds a part.
     *
     * @param fault tells why the part is not up, or null where it is; called at every look, from any thread
     */
    public void watch(String part, Supplier<@Nullable String> fault) {
        parts.put(part, fault);
    }

    /** Each part that is not up, with the reason; empty where all are. */
    public Map<String, String> faults() {
        Map<String, String> faults = new LinkedHashMap<>();
        parts.forEach((part, fault) -> {
            String reason = fault.get();
            if (reason != null) {
                faults.put(part, reason);
            }
        });
        return faults;
    }
}
