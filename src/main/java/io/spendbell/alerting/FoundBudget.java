package io.spendbell.alerting;

import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.budget.BudgetFinding;
import io.spendbell.store.Candidate;
import io.spendbell.store.Raise;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A budget's finding that passed the gate, as the store is asked to claim it. */
record FoundBudget(BudgetFinding finding, Gate.Decision decision, AlertIds ids, Instant now) implements Candidate {
    @Override
    public AlertKey key() {
        return finding.key();
    }

    @Override
    public boolean joinsKnownWindow() {
        return finding.joinsKnownWindow();
    }

    @Override
    public @Nullable AlertKey mayHaveRungAs(AlertKey asked) {
        return finding.mayHaveRungAs(asked);
    }

    @Override
    public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
        return decision.raise(finding.alert(ids.next(), claimed, now, isFree), finding.passed(claimed));
    }
}
