package io.spendbell.store.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is thought to be in Redis, from its own answers. It may be out of date, which costs another round trip and nothing
 * else. Accounts and windows are thought of for long, as far as there is room; receipts, ids and claims for one batch. Should Redis be
 * away or emptied, accounts, windows and claims that were taken are what this process goes on with, and has to give back. Times are
 * milliseconds. Confined to one thread.
 */
final class Thoughts implements Knowledge {
    /** Of accounts, of windows, and of claims that were taken. */
    static final int MOST = 50_000;

    /** Of accounts, which may have a hundred windows each. */
    private static final long MOST_CHARACTERS = 16L << 20;

    final Map<String, Long> receipts = new HashMap<>();
    final Map<String, Long> ids = new HashMap<>();
    final Map<String, String> accounts = new RecentTexts(MOST, MOST_CHARACTERS);
    final Map<String, Long> counts = new HashMap<>();
    final Map<String, Long> claims = new HashMap<>();
    final Map<String, Long> windows = new Recent<>(MOST);

    /** Claims that were taken, by whomever; for when Redis is away, or has lost them. */
    final Map<String, Long> taken = new Recent<>(MOST);

    /** What was thought of a Redis that was emptied since, as long as it does not have that back. */
    private @Nullable Thoughts before;

    void startBatch() {
        receipts.clear();
        ids.clear();
        claims.clear();
    }

    /** Redis was emptied: nothing of it is thought to be there any more, and it is to be given back. */
    void setAside() {
        Thoughts aside = before == null ? new Thoughts() : before;
        aside.accounts.putAll(accounts);
        aside.windows.putAll(windows);
        aside.taken.putAll(taken);
        before = aside;
        startBatch();
        accounts.clear();
        counts.clear();
        windows.clear();
        taken.clear();
    }

    /** Redis has back what was set aside. */
    void isBack() {
        before = null;
    }

    /** Of what is thought, or is to be given back: what is remembered by a name. */
    <V> @Nullable V remembered(Function<Thoughts, Map<String, V>> kind, String name) {
        V here = kind.apply(this).get(name);
        return here != null || before == null ? here : kind.apply(before).get(name);
    }

    @Override
    public @Nullable Long receipt(String entry) {
        return receipts.get(entry);
    }

    @Override
    public @Nullable Long id(String name) {
        return ids.get(name);
    }

    @Override
    public @Nullable String account(String name) {
        return accounts.get(name);
    }

    @Override
    public @Nullable Long count(String source) {
        return counts.get(source);
    }

    @Override
    public @Nullable Long claim(String name) {
        return claims.get(name);
    }

    @Override
    public @Nullable Long window(String entity) {
        return windows.get(entity);
    }

    /** Takes over what an applied plan wrote. */
    void learn(Plan plan) {
        accounts.putAll(plan.accountTexts().written());
        counts.putAll(plan.counts().written());
        windows.putAll(plan.windows().written());
        taken.putAll(plan.claimEnds().written());
    }

    /** Takes over what was not as a plan had read it. */
    void correct(Plan plan, String kind, int place, String actual) {
        switch (kind) {
            case "receipt" -> receipts.put(plan.receipts().read(place), Long.valueOf(actual));
            case "id" -> ids.put(plan.ids().read(place), Long.valueOf(actual));
            case "account" -> accounts.put(plan.accountTexts().read(place), actual);
            case "count" -> counts.put(plan.counts().read(place), Long.valueOf(actual));
            case "claim" -> {
                claims.put(plan.claimEnds().read(place), Long.valueOf(actual));
                taken.put(plan.claimEnds().read(place), Long.valueOf(actual));
            }
            case "window" -> windows.put(plan.windows().read(place), Long.valueOf(actual));
            default -> throw new IllegalStateException(kind + ": not an answer that the script gives");
        }
    }
}
