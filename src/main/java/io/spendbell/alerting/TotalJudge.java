package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.spendbell.alert.Sources;
import io.spendbell.budget.BudgetFinding;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.store.Candidate;
import io.spendbell.store.Judge;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What new totals give rise to, by one set of rules: those of configured budgets, and those of counters. Safe for use from any thread. */
final class TotalJudge {
    private final Rules rules;
    private final Sieve sieve;
    private final AlertingMetrics metrics;

    TotalJudge(Rules rules, Sieve sieve, AlertingMetrics metrics) {
        this.rules = rules;
        this.sieve = sieve;
        this.metrics = metrics;
    }

    List<Candidate> judge(Judge.Posted posted, Instant now) {
        String source = posted.posting().source();
        if (Sources.isInternal(source)) {
            Counter counter = rules.counters().named(source);
            return counter == null ? List.of() : judge(counter, posted, now);
        }
        LedgerBudget budget = rules.ledger().named(source);
        return budget == null ? List.of() : judge(budget, posted, now);
    }

    private List<Candidate> judge(LedgerBudget budget, Judge.Posted posted, Instant now) {
        Posting posting = posted.posting();
        List<BudgetFinding> findings = budget.judge(
                posted.entityId(), posting.windowStart(), posted.total(), posting.fields(), posting.occurredAt(), now);
        boolean isBeyond = isBeyondAccounts(posted);
        if (findings.isEmpty() && !isBeyond) {
            return List.of();
        }
        List<Candidate> candidates = new ArrayList<>(2);
        for (BudgetFinding finding : findings) {
            FoundBudget candidate = sieve.pass(finding, now);
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        if (isBeyond) {
            FoundNotice notice = tooManyEntities(budget, now);
            if (notice != null) {
                candidates.add(notice);
            }
        }
        return candidates;
    }

    /** What is counted together for want of accounts is nobody's, and gives rise to nothing. */
    private List<Candidate> judge(Counter counter, Judge.Posted posted, Instant now) {
        Posting posting = posted.posting();
        if (isBeyondAccounts(posted)) {
            metrics.countOverflowEntity(counter.source());
        }
        if (posted.entityId().equals(Posting.OTHER)) {
            return List.of();
        }
        CounterTotal total = new CounterTotal(
                posted.entityId(),
                counter.windowAt(posting.windowStart()),
                posted.total(),
                posting.fields(),
                posting.occurredAt());
        List<Notice> notices = counter.judge().judge(total, now);
        if (notices.isEmpty()) {
            return List.of();
        }
        List<Candidate> candidates = new ArrayList<>(notices.size());
        for (Notice notice : notices) {
            FoundNotice candidate = sieve.pass(notice, now).found();
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    private static boolean isBeyondAccounts(Judge.Posted posted) {
        return posted.entityId().equals(Posting.OTHER)
                && !posted.posting().entityId().equals(Posting.OTHER);
    }

    private @Nullable FoundNotice tooManyEntities(LedgerBudget budget, Instant now) {
        metrics.countOverflowEntity(budget.definition().name());
        String message = "Budget " + budget.definition().name() + " has reached its max_entities of "
                + budget.definition().maxEntities() + ": spend of further entities is counted together under "
                + Posting.OTHER;
        return sieve.pass(FoundNotice.ofBudget(budget.definition().name(), "max_entities", message, now), now)
                .found();
    }
}
