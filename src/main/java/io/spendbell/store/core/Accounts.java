package io.spendbell.store.core;

import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** Begins a change that happens as a whole or not at all. */
    Change change() {
        return new Change();
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

    /** What a posting did. */
    record Posted(String entityId, Usd total) {}

    /** Postings that stand beside the tables until {@link #flush}. */
    final class Change {
        private final Staged<String, String> staged = new Staged<>(accounts);
        private final Staged<String, Long> stagedCounts = new Staged<>(counts);
        private final Staged<String, Long> stagedMeta = new Staged<>(meta);
        private final Map<String, Account> known = new HashMap<>();
        private final Map<Long, Long> newTotals = new HashMap<>();
        private final List<Long> dropped = new ArrayList<>();

        /**
         * Adds postings, all or none.
         *
         * @return what each did; null where a total would leave the range of money, and then none is added
         */
        @Nullable
        List<Posted> post(List<Posting> postings) {
            List<Posted> posted = new ArrayList<>(postings.size());
            for (int i = 0; i < postings.size(); i++) {
                try {
                    posted.add(post(postings.get(i)));
                } catch (ArithmeticException e) {
                    undo(postings, posted);
                    return null;
                }
            }
            return posted;
        }

        private Posted post(Posting posting) {
            String entityId = open(posting);
            String key = key(posting.source(), entityId);
            long slot = slotOf(key, posting);
            long total = Math.addExact(total(slot), posting.amount().nanos());
            newTotals.put(slot, total);
            return new Posted(entityId, new Usd(total));
        }

        /** Takes back what was added; accounts and windows that were opened for it stay open, without an amount. */
        private void undo(List<Posting> postings, List<Posted> posted) {
            for (int i = posted.size() - 1; i >= 0; i--) {
                Posting posting = postings.get(i);
                long slot = slotOf(key(posting.source(), posted.get(i).entityId()), posting);
                newTotals.put(slot, total(slot) - posting.amount().nanos());
            }
        }

        private long total(long slot) {
            Long changed = newTotals.get(slot);
            return changed == null ? totals.get(slot) : changed;
        }

        private @Nullable Account account(String key) {
            Account account = known.get(key);
            if (account == null) {
                String text = staged.get(key);
                if (text != null) {
                    account = Account.of(text);
                    known.put(key, account);
                }
            }
            return account;
        }

        private void store(String key, Account account) {
            known.put(key, account);
            staged.put(key, account.text());
        }

        /** Opens the posting's account if it is new, and tells which account takes the posting. */
        private String open(Posting posting) {
            String key = key(posting.source(), posting.entityId());
            if (account(key) != null) {
                return posting.entityId();
            }
            boolean isOther = posting.entityId().equals(Posting.OTHER);
            Long count = stagedCounts.get(posting.source());
            long accountsNow = count == null ? 0 : count;
            if (!isOther && accountsNow >= posting.maxAccounts()) {
                String other = key(posting.source(), Posting.OTHER);
                if (account(other) == null) {
                    store(other, new Account(List.of()));
                }
                return Posting.OTHER;
            }
            long slot = nextSlot();
            store(
                    key,
                    new Account(List.of(
                            new Account.Window(posting.currentWindowStart().getEpochSecond(), slot))));
            newTotals.put(slot, isOther ? 0 : posting.opening().nanos());
            if (!isOther) {
                stagedCounts.put(posting.source(), accountsNow + 1);
            }
            return posting.entityId();
        }

        private long slotOf(String key, Posting posting) {
            Account account = account(key);
            if (account == null) {
                throw new IllegalStateException("an account is open before it is posted to");
            }
            long start = posting.windowStart().getEpochSecond();
            OptionalLong slot = account.slotOf(start);
            if (slot.isPresent()) {
                return slot.getAsLong();
            }
            long opened = nextSlot();
            long oldest = Math.min(start, posting.previousWindowStart().getEpochSecond());
            account.windows().stream()
                    .filter(window -> window.startSecond() < oldest)
                    .forEach(window -> dropped.add(window.slot()));
            store(key, account.since(oldest).with(new Account.Window(start, opened)));
            return opened;
        }

        private long nextSlot() {
            Long next = stagedMeta.get(NEXT_SLOT);
            long slot = next == null ? 0 : next;
            stagedMeta.put(NEXT_SLOT, slot + 1);
            return slot;
        }

        void flush() {
            staged.flush();
            stagedCounts.flush();
            stagedMeta.flush();
            if (!newTotals.isEmpty()) {
                totals.put(newTotals);
            }
            dropped.forEach(totals::remove);
        }
    }
}
