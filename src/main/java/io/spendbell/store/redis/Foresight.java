package io.spendbell.store.redis;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis will hold as far as this process knows: what is thought to be there, and above that what was decided while it is
 * away. Bounded by the batches that wait for Redis. Confined to one thread.
 */
final class Foresight implements Knowledge {
    private final Thoughts last;
    private final Map<String, Long> receipts = new HashMap<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<String, String> accounts = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> claims = new HashMap<>();
    private final Map<String, Long> windows = new HashMap<>();

    Foresight(Thoughts last) {
        this.last = last;
    }

    @Override
    public @Nullable Long receipt(String entry) {
        return receipts.get(entry);
    }

    /** Ids are known only of what waits: which ones Redis has seen before, only Redis can tell. */
    @Override
    public @Nullable Long id(String name) {
        return ids.get(name);
    }

    @Override
    public @Nullable String account(String name) {
        String own = accounts.get(name);
        return own == null ? last.remembered(all -> all.accounts, name) : own;
    }

    @Override
    public @Nullable Long count(String source) {
        Long own = counts.get(source);
        return own == null ? last.count(source) : own;
    }

    @Override
    public @Nullable Long claim(String name) {
        Long own = claims.get(name);
        return own == null ? last.remembered(all -> all.taken, name) : own;
    }

    @Override
    public @Nullable Long window(String entity) {
        Long own = windows.get(entity);
        return own == null ? last.remembered(all -> all.windows, entity) : own;
    }

    /** Takes over what a plan would write. */
    void learn(Plan plan) {
        receipts.putAll(plan.receipts().written());
        ids.putAll(plan.ids().written());
        accounts.putAll(plan.accountTexts().written());
        counts.putAll(plan.counts().written());
        claims.putAll(plan.claimEnds().written());
        windows.putAll(plan.windows().written());
    }
}
