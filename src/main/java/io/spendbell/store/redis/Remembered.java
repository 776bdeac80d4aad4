package io.spendbell.store.redis;

import io.spendbell.alert.AlertKey;
import io.spendbell.store.Posting;
import io.spendbell.store.core.Account;
import io.spendbell.store.core.AccountBook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Some of what a process remembers of a Redis that was emptied since, few enough for one script. Totals and ends that Redis has
 * are raised to what is remembered, never lowered. Immutable.
 *
 * @param kind of what it is remembered
 * @param values texts of accounts, or the ends of claims or windows in milliseconds, by their names
 */
record Remembered(Kind kind, Map<String, String> values) {
    private static final int TOGETHER = 200;

    enum Kind {
        ACCOUNT,
        CLAIM,
        WINDOW
    }

    /**
     * What is thought of, in pieces. Not claims of what lasts until somebody finds that it is over: that may have happened
     * elsewhere, and given back such a claim would mute the next time for ever.
     */
    static List<Remembered> of(Thoughts thoughts) {
        List<Remembered> pieces = new ArrayList<>();
        cut(Kind.ACCOUNT, thoughts.accounts, pieces);
        Map<String, Long> claims = new LinkedHashMap<>(thoughts.taken);
        claims.keySet().removeIf(AlertKey::lasts);
        cut(Kind.CLAIM, claims, pieces);
        cut(Kind.WINDOW, thoughts.windows, pieces);
        return pieces;
    }

    private static void cut(Kind kind, Map<String, ?> all, List<Remembered> pieces) {
        Map<String, String> piece = new LinkedHashMap<>();
        for (Map.Entry<String, ?> each : all.entrySet()) {
            piece.put(each.getKey(), each.getValue().toString());
            if (piece.size() == TOGETHER) {
                pieces.add(new Remembered(kind, piece));
                piece = new LinkedHashMap<>();
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(new Remembered(kind, piece));
        }
    }

    /** Puts into a plan what Redis is thought to lack. */
    void raise(Plan plan) {
        values.forEach(
                switch (kind) {
                    case ACCOUNT -> (name, text) -> raiseAccount(plan, name, text);
                    case CLAIM -> raiseEnd(plan.claimEnds());
                    case WINDOW -> raiseEnd(plan.windows());
                });
    }

    private static BiConsumer<String, String> raiseEnd(Draft<Long> ends) {
        return (name, text) -> {
            long end = Long.parseLong(text);
            if (end > ends.get(name)) {
                ends.put(name, end);
            }
        };
    }

    private static void raiseAccount(Plan plan, String key, String remembered) {
        String there = plan.accountTexts().get(key);
        Account account = Account.of(there);
        for (Account.Window window : Account.of(remembered).windows()) {
            if (account.valueOf(window.startSecond()).orElse(Long.MIN_VALUE) < window.value()) {
                account = account.with(window.startSecond(), window.value());
            }
        }
        if (!account.text().equals(there)) {
            plan.accountTexts().put(key, account.text());
        }
        if (there.isEmpty()
                && !account.text().isEmpty()
                && !AccountBook.entityIdOf(key).equals(Posting.OTHER)) {
            String source = AccountBook.sourceOf(key);
            plan.counts().put(source, plan.counts().get(source) + 1);
        }
    }
}
