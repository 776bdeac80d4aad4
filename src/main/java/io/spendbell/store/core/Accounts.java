package io.spendbell.store.core;

import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ledger's accounts and their totals. */
final class Accounts {
    private static final String NEXT_SLOT = "next_slot";

    private final Table<String, String> accounts;
    private final Table<String, Long> counts;
    private final Table<String, Long> meta;
    private final Totals totals;

    Accounts(Tables tables) {
        this.accounts = tables.texts("accounts");
        this.counts = tables.numbers("account_counts");
        this.meta = tables.numbers("meta_numbers");
        this.totals = tables.totals();
    }

    int count(String source) {
        Long count = counts.get(source);
        return count == null ? 0 : Math.toIntExact(count);
    }

    List<Balance> balances(@Nullable String source, @Nullable Balance after, int limit) {
        List<Balance> page = new ArrayList<>();
        String first = after != null ? key(after.source(), after.entityId()) : source == null ? null : key(source, "");
        Iterator<Map.Entry<String, String>> entries = accounts.from(first);
        while (page.size() < limit && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            int separator = entry.getKey().indexOf(SortKey.SEPARATOR);
            String name = entry.getKey().substring(0, separator);
            if (source != null && !name.equals(source)) {
                break;
            }
            String entityId = entry.getKey().substring(separator + 1);
            for (Account.Window window : Account.of(entry.getValue()).windows()) {
                Balance balance = new Balance(
                        name,
                        entityId,
                        Instant.ofEpochSecond(window.startSecond()),
                        new Usd(totals.get(window.slot())));
                if (page.size() < limit && isAfter(balance, after)) {
                    page.add(balance);
                }
            }
        }
        return page;
    }

    private static boolean isAfter(Balance balance, @Nullable Balance after) {
        return after == null
                || !balance.source().equals(after.source())
                || !balance.entityId().equals(after.entityId())
                || balance.windowStart().isAfter(after.windowStart());
    }

    private static String key(String source, String entityId) {
        return source + SortKey.SEPARATOR + entityId;
    }

    /**
     * Adds to an account's total, opening the account and the window where they are new.
     *
     * @throws ArithmeticException if the total would leave the range of money; what was opened must be taken back then
     */
    Posted post(Posting posting) {
        String entityId = openAccount(posting);
        long slot = slotOf(key(posting.source(), entityId), posting);
        long total = Math.addExact(totals.get(slot), posting.amount().nanos());
        totals.put(slot, total);
        return new Posted(entityId, new Usd(total));
    }

    /** Opens the posting's account if it is new, and tells which account takes the posting. */
    private String openAccount(Posting posting) {
        String key = key(posting.source(), posting.entityId());
        if (accounts.get(key) != null) {
            return posting.entityId();
        }
        if (posting.entityId().equals(Posting.OTHER)) {
            accounts.put(key, Account.EMPTY.text());
            return Posting.OTHER;
        }
        long accountsNow = count(posting.source());
        if (accountsNow >= posting.maxAccounts()) {
            String other = key(posting.source(), Posting.OTHER);
            if (accounts.get(other) == null) {
                accounts.put(other, Account.EMPTY.text());
            }
            return Posting.OTHER;
        }
        long slot = nextSlot();
        long start = posting.currentWindowStart().getEpochSecond();
        accounts.put(key, Account.EMPTY.with(new Account.Window(start, slot)).text());
        totals.put(slot, posting.opening().nanos());
        counts.put(posting.source(), accountsNow + 1);
        return posting.entityId();
    }

    /** Where the total of the posting's window stands. A new window makes the account forget those before the previous one. */
    private long slotOf(String key, Posting posting) {
        String text = accounts.get(key);
        Account account = text == null ? Account.EMPTY : Account.of(text);
        long start = posting.windowStart().getEpochSecond();
        OptionalLong slot = account.slotOf(start);
        if (slot.isPresent()) {
            return slot.getAsLong();
        }
        long opened = nextSlot();
        long oldest = Math.min(start, posting.previousWindowStart().getEpochSecond());
        account.windows().stream()
                .filter(window -> window.startSecond() < oldest)
                .forEach(window -> totals.remove(window.slot()));
        accounts.put(
                key,
                account.since(oldest).with(new Account.Window(start, opened)).text());
        return opened;
    }

    private long nextSlot() {
        Long next = meta.get(NEXT_SLOT);
        long slot = next == null ? 0 : next;
        meta.put(NEXT_SLOT, slot + 1);
        return slot;
    }

    /** What a posting did. */
    record Posted(String entityId, Usd total) {}
}
