package io.spendbell.alerting;

import io.spendbell.budget.LedgerBudget;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a batch in the making: one event, or many whose spend is added up per account and window. Confined to one
 * thread.
 */
final class EntryDraft {
    private final @Nullable String eventId;
    private final @Nullable Receipt receipt;
    private final Map<Account, Sum> sums = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Raise> raises = new ArrayList<>();
    private final List<KnownWindow> learned = new ArrayList<>();
    private int asked;

    EntryDraft(@Nullable String eventId, @Nullable Receipt receipt) {
        this.eventId = eventId;
        this.receipt = receipt;
    }

    private record Account(LedgerBudget budget, String entityId, Instant windowStart) {}

    private static final class Sum {
        private final LedgerBudget.Windows windows;
        private Usd amount = Usd.ZERO;
        private EntityFields fields = EntityFields.NONE;
        private Instant occurredAt = Instant.EPOCH;

        Sum(LedgerBudget.Windows windows) {
            this.windows = windows;
        }
    }

    /**
     * Adds to an account.
     *
     * @throws ArithmeticException if the sum leaves the range of money; the draft is of no use then
     */
    void post(
            LedgerBudget budget,
            String entityId,
            Instant windowStart,
            LedgerBudget.Windows windows,
            Usd amount,
            EntityFields fields,
            Instant occurredAt) {
        Sum sum = sums.computeIfAbsent(new Account(budget, entityId, windowStart), account -> new Sum(windows));
        sum.amount = sum.amount.plus(amount);
        sum.fields = fields;
        sum.occurredAt = occurredAt;
        asked++;
    }

    void find(Candidate candidate) {
        candidates.add(candidate);
        asked++;
    }

    void raise(Raise raise) {
        raises.add(raise);
        asked++;
    }

    void learn(KnownWindow window) {
        learned.add(window);
        asked++;
    }

    /** How much was asked for so far, counted by whatever asked. */
    int asked() {
        return asked;
    }

    boolean learns() {
        return !learned.isEmpty();
    }

    boolean isEmpty() {
        return eventId == null
                && receipt == null
                && sums.isEmpty()
                && candidates.isEmpty()
                && raises.isEmpty()
                && learned.isEmpty();
    }

    Entry toEntry() {
        List<Posting> postings = new ArrayList<>(sums.size());
        sums.forEach((account, sum) -> postings.add(posting(account, sum)));
        return new Entry(eventId, receipt, postings, candidates, raises, learned);
    }

    private static Posting posting(Account account, Sum sum) {
        return new Posting(
                account.budget().definition().name(),
                account.entityId(),
                account.windowStart(),
                sum.windows.currentStart(),
                sum.windows.previousStart(),
                sum.amount,
                account.budget().definition().spent(),
                account.budget().definition().maxEntities(),
                sum.fields,
                sum.occurredAt);
    }
}
