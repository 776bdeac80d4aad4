package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.core.Account;
import io.spendbell.store.core.AccountBook;
import io.spendbell.store.core.CommitTables;
import io.spendbell.store.core.Expiries;
import io.spendbell.store.core.IdHash;
import io.spendbell.store.core.SortKey;
import io.spendbell.store.core.UndoLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a part of a batch would do, if what is known of Redis is so. Confined to one thread. */
final class Plan implements CommitTables {
    private static final long PENDING = 1;

    /** In the stream, and in no consumer's hands. */
    private static final long ACKNOWLEDGED = 0;

    private final UndoLog undo = new UndoLog();
    private final IdHash hash;
    private final DecidedAlone alone;
    private final String epoch;
    private final Draft<Long> receipts;
    private final Map<String, Receipt> receiptsByEntry = new HashMap<>();
    private final Draft<Long> ids;
    private final Draft<String> accountTexts;
    private final Draft<Long> counts;
    private final Draft<Long> claims;
    private final Draft<Long> windows;
    private final Map<String, Raise> raises = new LinkedHashMap<>();
    private final Map<String, byte[]> alerts = new HashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    record Delivery(Alert alert, String destination) {}

    Plan(Knowledge known, String epoch, Instant now, IdHash hash, DecidedAlone alone) {
        this.epoch = epoch;
        this.alone = alone;
        long millis = now.toEpochMilli();
        UnaryOperator<Long> runningOrNothing = end -> end <= millis ? Long.valueOf(0) : end;
        this.hash = hash;
        receipts = new Draft<>(known::receipt, PENDING, UnaryOperator.identity(), undo);
        ids = new Draft<>(known::id, 0L, UnaryOperator.identity(), undo);
        accountTexts = new Draft<>(known::account, "", UnaryOperator.identity(), undo);
        counts = new Draft<>(known::count, 0L, UnaryOperator.identity(), undo);
        claims = new Draft<>(known::claim, 0L, runningOrNothing, undo);
        windows = new Draft<>(known::window, 0L, runningOrNothing, undo);
    }

    /** Whether entries of streams are to be acknowledged, by their names. */
    Draft<Long> receipts() {
        return receipts;
    }

    Receipt receipt(String entry) {
        return Objects.requireNonNull(receiptsByEntry.get(entry));
    }

    /** Ids by their hashes, each byte a character. */
    Draft<Long> ids() {
        return ids;
    }

    Draft<String> accountTexts() {
        return accountTexts;
    }

    Draft<Long> counts() {
        return counts;
    }

    Draft<Long> claimEnds() {
        return claims;
    }

    Draft<Long> windows() {
        return windows;
    }

    Collection<Raise> raises() {
        return raises.values();
    }

    /** An alert that is raised, as it is kept. */
    byte[] json(Alert alert) {
        return Objects.requireNonNull(alerts.get(alert.id()));
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    @Override
    public UndoLog undo() {
        return undo;
    }

    @Override
    public AccountBook accounts() {
        return new PlannedAccounts();
    }

    @Override
    public Expiries claims() {
        return new Ends(claims);
    }

    @Override
    public Expiries knownWindows() {
        return new Ends(windows);
    }

    /**
     * Of an entry that was read before Redis was emptied or set back, as it is to be counted once by whom it may concern:
     *
     * <ul>
     *   <li>pending, for whomever: it counts here and is acknowledged, so that it counts for nobody else;
     *   <li>in the stream and not pending: another one that was handed it since has counted it, or it is handed out as new
     *       again, also by a group that has to be made anew, and counts then;
     *   <li>not in the stream: nobody will be handed it. It is an id that lets it through once, whichever replicas have read it.
     * </ul>
     */
    @Override
    public boolean useUp(Receipt receipt, Instant now) {
        String entry = receipt.entry();
        receiptsByEntry.put(entry, receipt);
        long found = receipts.get(entry);
        if (found == PENDING) {
            receipts.put(entry, ACKNOWLEDGED);
        }
        boolean isInKeeping = receipt.epoch().equals(epoch) || found == ACKNOWLEDGED;
        return isInKeeping ? found == PENDING : addId(entry);
    }

    @Override
    public boolean addId(String id) {
        String name = new String(hash.of(id), StandardCharsets.ISO_8859_1);
        if (ids.get(name) != 0) {
            return false;
        }
        ids.put(name, 1L);
        return true;
    }

    @Override
    public Raise asDecidedBefore(Raise raise) {
        return raise.with(alone.insteadOf(raise));
    }

    @Override
    public void enqueue(Raise raise) {
        Alert alert = raise.alert();
        alerts.put(alert.id(), AlertJson.write(alert));
        Raise before = raises.put(alert.id(), raise);
        int deliveriesBefore = deliveries.size();
        raise.destinations().forEach(destination -> deliveries.add(new Delivery(alert, destination)));
        undo.add(() -> {
            deliveries.subList(deliveriesBefore, deliveries.size()).clear();
            if (before == null) {
                raises.remove(alert.id());
            } else {
                raises.put(alert.id(), before);
            }
        });
    }

    private record Ends(Draft<Long> draft) implements Expiries {
        @Override
        public @Nullable Instant until(String name, Instant now) {
            long millis = draft.get(name);
            return millis <= now.toEpochMilli() ? null : Instant.ofEpochMilli(millis);
        }

        @Override
        public void put(String name, Instant until) {
            draft.put(name, SortKey.millisFrom(until));
        }
    }

    private final class PlannedAccounts implements AccountBook {
        @Override
        public @Nullable OpenAccount find(String source, String entityId) {
            String key = AccountBook.key(source, entityId);
            String text = accountTexts.get(key);
            return text.isEmpty() ? null : new PlannedAccount(key, Account.of(text));
        }

        @Override
        public OpenAccount open(String source, String entityId) {
            return new PlannedAccount(AccountBook.key(source, entityId), Account.EMPTY);
        }

        @Override
        public int count(String source) {
            return counts.get(source).intValue();
        }

        @Override
        public void setCount(String source, int count) {
            counts.put(source, (long) count);
        }
    }

    private final class PlannedAccount implements AccountBook.OpenAccount {
        private final String key;
        private Account account;

        PlannedAccount(String key, Account account) {
            this.key = key;
            this.account = account;
        }

        @Override
        public OptionalLong total(long startSecond) {
            return account.valueOf(startSecond);
        }

        @Override
        public void put(long startSecond, long total) {
            account = account.with(startSecond, total);
            accountTexts.put(key, account.text());
        }

        @Override
        public void forgetBefore(long startSecond) {
            account = account.since(startSecond);
        }
    }
}
