package io.spendbell.store.core;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accounts in tables: each names the slots in which the totals of its windows stand. Those that were used lately are at hand
 * without a table.
 */
final class TableAccounts implements AccountBook {
    private static final String NEXT_SLOT = "next_slot";
    private static final int CLOSED_TOGETHER = 1_000;

    private final Table<String, String> accounts;
    private final Table<String, Long> counts;
    private final Table<String, Long> meta;
    private final Totals totals;
    private final UndoLog undo;
    private final AtHand<Slots> atHand = new AtHand<>();

    /**
     * Accounts in these tables.
     *
     * @param undo what takes back changes of the tables
     */
    TableAccounts(Tables tables, UndoLog undo) {
        this.accounts = tables.texts("accounts");
        this.counts = tables.numbers("account_counts");
        this.meta = tables.numbers("meta_numbers");
        this.totals = tables.totals();
        this.undo = undo;
    }

    /** One that is at hand is a few places in memory that must be waited for; together they are waited for once. */
    @Override
    public void expect(List<Posting> postings) {
        for (Posting posting : postings) {
            find(posting.source(), posting.entityId());
        }
    }

    @Override
    public @Nullable OpenAccount find(String source, String entityId) {
        Slots known = atHand.get(source, entityId);
        return known != null ? known : read(source, entityId);
    }

    private @Nullable OpenAccount read(String source, String entityId) {
        String text = accounts.get(AccountBook.key(source, entityId));
        if (text == null) {
            return null;
        }
        Slots read = new Slots(source, entityId, Account.of(text));
        atHand.put(source, entityId, read);
        return read;
    }

    @Override
    public OpenAccount open(String source, String entityId) {
        Slots opened = new Slots(source, entityId, Account.EMPTY);
        opened.keep();
        return opened;
    }

    @Override
    public int count(String source) {
        Long count = counts.get(source);
        return count == null ? 0 : Math.toIntExact(count);
    }

    @Override
    public void setCount(String source, int count) {
        counts.put(source, (long) count);
    }

    /** As {@link io.spendbell.store.Ledger#closeOver}. */
    @Nullable
    String closeOver(Function<String, Instant> keptSince, @Nullable String after) {
        Iterator<Map.Entry<String, String>> entries = accounts.from(after == null ? Sources.INTERNAL : after);
        Map<String, String> slice = new LinkedHashMap<>();
        String last = null;
        while (slice.size() < CLOSED_TOGETHER && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (!Sources.isInternal(AccountBook.sourceOf(entry.getKey()))) {
                break;
            }
            if (!entry.getKey().equals(after)) {
                last = entry.getKey();
                slice.put(last, entry.getValue());
            }
        }
        slice.forEach((key, text) -> {
            Account account = Account.of(text);
            if (account.isOver(keptSince.apply(AccountBook.sourceOf(key)))) {
                close(key, account);
            }
        });
        return slice.size() < CLOSED_TOGETHER ? null : last;
    }

    private void close(String key, Account account) {
        account.windows().forEach(window -> totals.remove(window.value()));
        accounts.remove(key);
        String source = AccountBook.sourceOf(key);
        atHand.remove(source, AccountBook.entityIdOf(key));
        if (AccountBook.isCounted(key)) {
            setCount(source, Math.max(0, count(source) - 1));
        }
    }

    List<Balance> balances(@Nullable String source, @Nullable Balance after, int limit) {
        List<Balance> page = new ArrayList<>();
        String first = after != null
                ? AccountBook.key(after.source(), after.entityId())
                : source == null ? null : AccountBook.key(source, "");
        Iterator<Map.Entry<String, String>> entries = accounts.from(first);
        while (page.size() < limit && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            String found = AccountBook.sourceOf(entry.getKey());
            if (source != null && !found.equals(source)) {
                break;
            }
            if (source == null && Sources.isInternal(found)) {
                entries = accounts.from(Sources.AFTER_INTERNAL);
                continue;
            }
            for (Account.Window window : Account.of(entry.getValue()).windows()) {
                Balance balance = balance(entry.getKey(), window.startSecond(), totals.get(window.value()));
                if (page.size() < limit && isAfter(balance, after)) {
                    page.add(balance);
                }
            }
        }
        return page;
    }

    private static Balance balance(String key, long startSecond, long total) {
        return new Balance(
                AccountBook.sourceOf(key),
                AccountBook.entityIdOf(key),
                Instant.ofEpochSecond(startSecond),
                new Usd(total));
    }

    private static boolean isAfter(Balance balance, @Nullable Balance after) {
        return after == null
                || !balance.source().equals(after.source())
                || !balance.entityId().equals(after.entityId())
                || balance.windowStart().isAfter(after.windowStart());
    }

    private long nextSlot() {
        Long next = meta.get(NEXT_SLOT);
        long slot = next == null ? 0 : next;
        meta.put(NEXT_SLOT, slot + 1);
        return slot;
    }

    /** An account, and the total that was asked for last. */
    private final class Slots implements OpenAccount, AtHand.Windowed {
        private static final long NONE = -1;

        private final String source;
        private final String entityId;
        private Account account;
        private long startSecond;
        private long slot = NONE;
        private long total;
        private long readAt;

        Slots(String source, String entityId, Account account) {
            this.source = source;
            this.entityId = entityId;
            this.account = account;
        }

        @Override
        public int windows() {
            return account.windows().size();
        }

        @Override
        public OptionalLong total(long ofStart) {
            if (!isAtHand(ofStart)) {
                OptionalLong found = account.valueOf(ofStart);
                if (found.isEmpty()) {
                    return found;
                }
                remember(ofStart, found.getAsLong(), totals.get(found.getAsLong()));
            }
            return OptionalLong.of(total);
        }

        @Override
        public void put(long ofStart, long newTotal) {
            OptionalLong before = total(ofStart);
            if (before.isPresent()) {
                totals.put(slot, before.getAsLong(), newTotal);
                remember(ofStart, slot, newTotal);
                return;
            }
            long opened = nextSlot();
            totals.put(opened, 0, newTotal);
            replace(account.with(ofStart, opened));
            remember(ofStart, opened, newTotal);
        }

        @Override
        public void forgetBefore(long ofStart) {
            Account kept = account.since(ofStart);
            if (!kept.equals(account)) {
                account.windows().stream()
                        .filter(window -> window.startSecond() < ofStart)
                        .forEach(window -> totals.remove(window.value()));
                replace(kept);
            }
        }

        private boolean isAtHand(long ofStart) {
            return slot != NONE && startSecond == ofStart && readAt == undo.timesGoneBack();
        }

        private void remember(long ofStart, long itsSlot, long itsTotal) {
            startSecond = ofStart;
            slot = itsSlot;
            total = itsTotal;
            readAt = undo.timesGoneBack();
        }

        private void replace(Account changed) {
            atHand.remove(source, entityId);
            account = changed;
            slot = NONE;
            keep();
        }

        private void keep() {
            accounts.put(AccountBook.key(source, entityId), account.text());
            atHand.put(source, entityId, this);
            undo.add(() -> atHand.remove(source, entityId));
        }
    }
}
