package io.spendbell.alerting;

import io.spendbell.counter.Counted;
import io.spendbell.counter.Group;
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
    private static final long QUARTER_SECONDS = 900;

    private final @Nullable String eventId;
    private final @Nullable Receipt receipt;
    private final Map<Account, Sum> sums = new HashMap<>();
    private final Map<Slot, GroupSum> groups = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Raise> raises = new ArrayList<>();
    private final List<KnownWindow> learned = new ArrayList<>();
    private int deliveries;
    private int inGroups;
    private int asked;

    EntryDraft(@Nullable String eventId, @Nullable Receipt receipt) {
        this.eventId = eventId;
        this.receipt = receipt;
    }

    private record Account(Counted counted, String entityId, Instant windowStart) {}

    private static final class Sum {
        private final Instant currentStart;
        private final Instant keptSince;
        private long nanos;
        private EntityFields fields = EntityFields.NONE;
        private Instant occurredAt = Instant.EPOCH;

        Sum(Instant currentStart, Instant keptSince) {
            this.currentStart = currentStart;
            this.keptSince = keptSince;
        }
    }

    /**
     * Adds to an account.
     *
     * @param currentStart the start of the window that is open now
     * @param keptSince the start of the oldest window that is kept
     * @throws ArithmeticException if the sum leaves the range of money; the draft is of no use then
     */
    void post(
            Counted counted,
            String entityId,
            Instant windowStart,
            Instant currentStart,
            Instant keptSince,
            Usd amount,
            EntityFields fields,
            Instant occurredAt) {
        Sum sum = sums.computeIfAbsent(
                new Account(counted, entityId, windowStart), account -> new Sum(currentStart, keptSince));
        sum.nanos = Math.addExact(sum.nanos, amount.nanos());
        sum.fields = fields;
        sum.occurredAt = occurredAt;
        asked++;
    }

    /** A group in a quarter of an hour. */
    private record Slot(Group group, long quarter) {}

    private static final class GroupSum {
        private long nanos;
        private Instant occurredAt = Instant.EPOCH;
    }

    /** Takes what was added up for a group, and when the latest event of it happened. */
    @FunctionalInterface
    interface GroupSums {
        void accept(Group group, Usd amount, Instant occurredAt);
    }

    /**
     * Adds to a group.
     *
     * @throws ArithmeticException as for accounts
     */
    void post(Group group, Usd amount, Instant occurredAt) {
        Slot slot = new Slot(group, Math.floorDiv(occurredAt.getEpochSecond(), QUARTER_SECONDS));
        GroupSum sum = groups.get(slot);
        if (sum == null) {
            sum = new GroupSum();
            groups.put(slot, sum);
            inGroups += group.accounts();
        }
        sum.nanos = Math.addExact(sum.nanos, amount.nanos());
        sum.occurredAt = occurredAt;
        asked += group.accounts();
    }

    /** Hands out what was added up for groups, and forgets it. */
    void takeGroups(GroupSums taker) {
        Map<Slot, GroupSum> taken = Map.copyOf(groups);
        groups.clear();
        inGroups = 0;
        taken.forEach((slot, sum) -> taker.accept(slot.group(), new Usd(sum.nanos), sum.occurredAt));
    }

    void find(Candidate candidate) {
        candidates.add(candidate);
        asked++;
    }

    void raise(Raise raise) {
        raises.add(raise);
        deliveries += raise.destinations().size();
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

    /** How much it holds, after what could be added up was. */
    int size() {
        return sums.size() + inGroups + candidates.size() + deliveries + learned.size();
    }

    boolean learns() {
        return !learned.isEmpty();
    }

    boolean isEmpty() {
        return eventId == null
                && receipt == null
                && sums.isEmpty()
                && groups.isEmpty()
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
                account.counted().source(),
                account.entityId(),
                account.windowStart(),
                sum.currentStart,
                sum.keptSince,
                new Usd(sum.nanos),
                account.counted().opening(),
                account.counted().maxAccounts(),
                sum.fields,
                sum.occurredAt);
    }
}
