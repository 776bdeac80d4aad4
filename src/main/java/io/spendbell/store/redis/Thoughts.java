package io.spendbell.store.redis;

import io.spendbell.event.Entity;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Posting;
import io.spendbell.store.core.Account;
import io.spendbell.store.core.AccountBook;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is thought to be in Redis, from its own answers. It may be out of date, which costs another round trip and nothing
 * else. Accounts and windows are thought of for long, as far as there is room; ids and claims for one batch. Should Redis be
 * emptied, accounts, windows and claims that were taken are what this process has to give back. Times are
 * milliseconds. Confined to one thread.
 */
final class Thoughts {
    private static final int MOST_ACCOUNTS = 50_000;
    private static final int MOST_WINDOWS = 50_000;
    private static final int MOST_TAKEN = 50_000;

    final Map<String, Long> ids = new HashMap<>();
    final Map<String, String> accounts = new HashMap<>();
    final Map<String, Long> counts = new HashMap<>();
    final Map<String, Long> claims = new HashMap<>();
    final Map<String, Long> windows = new HashMap<>();

    /** Claims that were taken, by whomever; only for a Redis that has lost them. */
    final Map<String, Long> taken = new LinkedHashMap<>();

    void startBatch() {
        ids.clear();
        claims.clear();
        if (accounts.size() > MOST_ACCOUNTS) {
            accounts.clear();
        }
        if (windows.size() > MOST_WINDOWS) {
            windows.clear();
        }
    }

    void forgetAll() {
        ids.clear();
        accounts.clear();
        counts.clear();
        claims.clear();
        windows.clear();
        taken.clear();
    }

    /** Takes over what an applied plan wrote. */
    void learn(Plan plan) {
        accounts.putAll(plan.accountTexts().written());
        counts.putAll(plan.counts().written());
        windows.putAll(plan.windows().written());
        plan.claimEnds().written().forEach(this::remember);
    }

    private void remember(String claim, Long end) {
        taken.remove(claim);
        taken.put(claim, end);
        if (taken.size() > MOST_TAKEN) {
            taken.remove(taken.keySet().iterator().next());
        }
    }

    /** Takes over what was not as a plan had read it. */
    void correct(Plan plan, String kind, int place, String actual) {
        switch (kind) {
            case "id" -> ids.put(plan.ids().read(place), Long.valueOf(actual));
            case "account" -> accounts.put(plan.accountTexts().read(place), actual);
            case "count" -> counts.put(plan.counts().read(place), Long.valueOf(actual));
            case "claim" -> {
                claims.put(plan.claimEnds().read(place), Long.valueOf(actual));
                remember(plan.claimEnds().read(place), Long.valueOf(actual));
            }
            case "window" -> windows.put(plan.windows().read(place), Long.valueOf(actual));
            default -> throw new IllegalStateException(kind + ": not an answer that the script gives");
        }
    }

    /** An entry that brings an empty store to what is thought of the accounts and windows that a batch concerns. */
    Entry of(Batch batch) {
        Map<String, Posting> postings = new LinkedHashMap<>();
        Map<Entity, KnownWindow> known = new LinkedHashMap<>();
        for (Entry entry : batch.entries()) {
            for (Posting posting : entry.postings()) {
                String key = AccountBook.key(posting.source(), posting.entityId());
                Account.of(accounts.getOrDefault(key, ""))
                        .windows()
                        .forEach(window -> postings.put(key + window.startSecond(), asOf(posting, window)));
            }
            for (Candidate candidate : entry.candidates()) {
                Entity entity = candidate.key().entity();
                Long end = windows.get(entity.toString());
                if (end != null) {
                    known.put(entity, new KnownWindow(entity, Instant.ofEpochMilli(end)));
                }
            }
        }
        return new Entry(null, List.copyOf(postings.values()), List.of(), List.of(), List.copyOf(known.values()));
    }

    private static Posting asOf(Posting posting, Account.Window window) {
        return new Posting(
                posting.source(),
                posting.entityId(),
                Instant.ofEpochSecond(window.startSecond()),
                posting.currentWindowStart(),
                posting.previousWindowStart(),
                new Usd(window.value()),
                Usd.ZERO,
                posting.maxAccounts(),
                posting.fields(),
                posting.occurredAt());
    }
}
