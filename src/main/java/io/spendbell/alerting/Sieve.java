package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Notice;
import io.spendbell.budget.BudgetFinding;
import io.spendbell.store.Raise;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of that which was found may be claimed: it is not known to have rung, and the gate lets it through. Safe for use from any thread. */
final class Sieve {
    private final Gate gate;
    private final ClaimCache claims;
    private final AlertIds ids;
    private final AlertingMetrics metrics;

    Sieve(Gate gate, ClaimCache claims, AlertIds ids, AlertingMetrics metrics) {
        this.gate = gate;
        this.claims = claims;
        this.ids = ids;
        this.metrics = metrics;
    }

    /** What is to be claimed, or why it is not; one of the two is there. */
    record Passed(@Nullable FoundNotice found, @Nullable FindingOutcome suppressedBy) {}

    @Nullable
    FoundBudget pass(BudgetFinding finding, Instant now) {
        AlertKey key = finding.key();
        if (claims.isTaken(key, now)) {
            metrics.countFinding(FindingOutcome.CLAIMED);
            return null;
        }
        Gate.Decision decision = decide(
                new Gate.Subject(
                        key.type(), finding.level(), finding.event(), key.source(), key.entity(), finding.fields()),
                now);
        return decision.suppressedBy() == null ? new FoundBudget(finding, decision, ids, now) : null;
    }

    Passed pass(Notice notice, Instant now) {
        AlertKey key = notice.key();
        if (claims.isTaken(key, now)) {
            metrics.countFinding(FindingOutcome.CLAIMED);
            return new Passed(null, FindingOutcome.CLAIMED);
        }
        Gate.Decision decision = decide(
                new Gate.Subject(key.type(), notice.level(), null, key.source(), key.entity(), notice.fields()), now);
        return decision.suppressedBy() == null
                ? new Passed(new FoundNotice(notice, decision, ids, now), null)
                : new Passed(null, decision.suppressedBy());
    }

    /** An alert that no other can be the same as, on its way; null where it may not ring. */
    @Nullable
    Raise pass(Alert alert, @Nullable String source) {
        Gate.Decision decision = decide(
                new Gate.Subject(alert.type(), alert.level(), null, source, alert.entity(), alert.fields()),
                alert.raisedAt());
        return decision.suppressedBy() == null ? decision.raise(alert, List.of()) : null;
    }

    private Gate.Decision decide(Gate.Subject subject, Instant now) {
        Gate.Decision decision = gate.decide(subject, now);
        if (decision.suppressedBy() != null) {
            metrics.countFinding(decision.suppressedBy());
        }
        return decision;
    }
}
