package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.budget.BudgetFinding;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.GatewayEvent;
import io.spendbell.event.QuietEvent;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Candidate;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Judge;
import io.spendbell.store.Posting;
import io.spendbell.store.Wiped;
import io.spendbell.traffic.TrafficFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event asks of the store, and what a new total gives rise to, by one set of rules. {@link #decide} is confined to one thread;
 * {@link #judge} may be called from any.
 */
final class Decider {
    private static final int REMEMBERED_WINDOWS = 100_000;

    private final Rules rules;
    private final ClaimCache claims;
    private final AlertIds ids;
    private final AlertingMetrics metrics;
    private final Map<Entity, Instant> knownWindows = new HashMap<>();

    Decider(Rules rules, ClaimCache claims, AlertIds ids, AlertingMetrics metrics) {
        this.rules = rules;
        this.claims = claims;
        this.ids = ids;
        this.metrics = metrics;
    }

    /**
     * Adds what an event asks for to a draft.
     *
     * @throws ArithmeticException if the draft's sums leave the range of money
     */
    void decide(Event event, EntryDraft draft, Instant now) {
        if (event instanceof SpendEvent spend) {
            post(spend.fields(), spend.cost(), timeOf(event, now), draft, now);
        } else if (event instanceof CallEvent call) {
            decideCall(call, draft, now);
        } else if (event instanceof BudgetEvent budget) {
            decideBudget(budget, draft, now);
        } else if (event instanceof AlertEvent alert) {
            decideAlert(alert, draft, now);
        } else if (event instanceof GatewayEvent told) {
            decideTold(told, draft, now);
        } else if (!(event instanceof QuietEvent)) {
            throw new IllegalArgumentException(event.getClass().getSimpleName() + ": not for judging");
        }
    }

    private void post(EntityFields fields, Usd cost, Instant time, EntryDraft draft, Instant now) {
        rules.ledger().forEachMatch(fields, (budget, entityId) -> {
            LedgerBudget.Windows windows = budget.windowsAt(now);
            Instant windowStart = budget.windowStartOf(time, windows);
            if (windowStart == null) {
                metrics.countTooLate();
                return;
            }
            draft.post(budget, entityId, windowStart, windows, cost, fields, time);
        });
    }

    private void decideCall(CallEvent call, EntryDraft draft, Instant now) {
        if (call.cost().compareTo(Usd.ZERO) != 0) {
            post(call.fields(), call.cost(), timeOf(call, now), draft, now);
        }
        call.budgets().forEach(budget -> decideBudget(budget, draft, now));
        if (!call.costKnown()) {
            find(rules.running().costUnknown(call), timeOf(call, now), draft, now);
        }
    }

    private void decideBudget(BudgetEvent event, EntryDraft draft, Instant now) {
        learnWindow(event, draft, now);
        BudgetFinding finding = rules.gateways().judge(event, now);
        if (finding != null) {
            FoundBudget candidate = passed(finding, now);
            if (candidate != null) {
                draft.find(candidate);
            }
        }
    }

    private void learnWindow(BudgetEvent event, EntryDraft draft, Instant now) {
        Instant end = event.resetAt();
        if (end == null || !end.isAfter(now) || end.equals(knownWindows.get(event.entity()))) {
            return;
        }
        if (knownWindows.size() >= REMEMBERED_WINDOWS) {
            knownWindows.clear();
        }
        knownWindows.put(event.entity(), end);
        claims.windowChanged(event.entity());
        draft.learn(new KnownWindow(event.entity(), end));
    }

    /** Forgets which windows were handed to a draft already, because that draft came to nothing. */
    void forgetKnownWindows() {
        knownWindows.clear();
    }

    private void decideAlert(AlertEvent event, EntryDraft draft, Instant now) {
        AlertType type = AlertType.ofWireName(event.alertType()).orElseThrow();
        Level level = Level.ofWireName(event.level());
        raise(
                new Alert(
                        ids.next(), type, level, null, event.fields(), event.message(), null, timeOf(event, now), now),
                null,
                draft);
    }

    private void decideTold(GatewayEvent event, EntryDraft draft, Instant now) {
        TrafficFinding finding = rules.running().judge(event, now);
        if (finding != null) {
            find(finding, timeOf(event, now), draft, now);
        }
    }

    private void find(TrafficFinding finding, Instant occurredAt, EntryDraft draft, Instant now) {
        AlertKey key = finding.key();
        if (key == null) {
            Alert alert = new Alert(
                    ids.next(),
                    finding.type(),
                    finding.level(),
                    finding.entity(),
                    finding.fields(),
                    finding.message(),
                    null,
                    occurredAt,
                    now);
            raise(alert, AlertKey.GATEWAY, draft);
            return;
        }
        FoundNotice notice = passed(
                new FoundNotice.Said(key, finding.level(), finding.fields(), finding.message(), occurredAt), now);
        if (notice != null) {
            draft.find(notice);
        }
    }

    /** Raises an alert that no other can be the same as. */
    private void raise(Alert alert, @Nullable String source, EntryDraft draft) {
        Gate.Decision decision = rules.gate()
                .decide(
                        new Gate.Subject(alert.type(), alert.level(), null, source, alert.entity(), alert.fields()),
                        alert.raisedAt());
        if (decision.suppressedBy() != null) {
            metrics.countFinding(decision.suppressedBy());
            return;
        }
        draft.raise(decision.raise(alert, List.of()));
    }

    /** A judge of new totals, as of a time. */
    Judge judgeAt(Instant now) {
        return posted -> judge(posted, now);
    }

    private List<Candidate> judge(Judge.Posted posted, Instant now) {
        Posting posting = posted.posting();
        LedgerBudget budget = rules.ledger().named(posting.source());
        if (budget == null) {
            return List.of();
        }
        List<Candidate> candidates = new ArrayList<>(2);
        for (BudgetFinding finding : budget.judge(
                posted.entityId(),
                posting.windowStart(),
                posted.total(),
                posting.fields(),
                posting.occurredAt(),
                now)) {
            FoundBudget candidate = passed(finding, now);
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        if (posted.entityId().equals(Posting.OTHER) && !posting.entityId().equals(Posting.OTHER)) {
            FoundNotice notice = tooManyEntities(budget, now);
            if (notice != null) {
                candidates.add(notice);
            }
        }
        return candidates;
    }

    private @Nullable FoundBudget passed(BudgetFinding finding, Instant now) {
        AlertKey key = finding.key();
        if (claims.isTaken(key, now)) {
            metrics.countFinding(FindingOutcome.CLAIMED);
            return null;
        }
        Gate.Decision decision = rules.gate()
                .decide(
                        new Gate.Subject(
                                key.type(),
                                finding.level(),
                                finding.event(),
                                key.source(),
                                key.entity(),
                                finding.fields()),
                        now);
        if (decision.suppressedBy() != null) {
            metrics.countFinding(decision.suppressedBy());
            return null;
        }
        return new FoundBudget(finding, decision, ids, now);
    }

    private @Nullable FoundNotice tooManyEntities(LedgerBudget budget, Instant now) {
        metrics.countOverflowEntity(budget.definition().name());
        String message = "Budget " + budget.definition().name() + " has reached its max_entities of "
                + budget.definition().maxEntities() + ": spend of further entities is counted together under "
                + Posting.OTHER;
        return passed(FoundNotice.ofBudget(budget.definition().name(), "max_entities", message, now), now);
    }

    /** What is told of a store that was emptied; null where nobody is to be told. */
    @Nullable
    FoundNotice wiped(Wiped wiped, Instant now) {
        String message =
                "Redis was emptied or exchanged. The replica that says this has given back what it remembers: totals of "
                        + wiped.accounts() + " accounts, " + wiped.claims() + " claims, " + wiped.windows()
                        + " windows, "
                        + wiped.deliveries()
                        + " deliveries; the others do the same. What none of them remembers is lost.";
        return passed(FoundNotice.ofWiped(wiped.epoch(), message, now), now);
    }

    private @Nullable FoundNotice passed(FoundNotice.Said said, Instant now) {
        AlertKey key = said.key();
        if (claims.isTaken(key, now)) {
            return null;
        }
        Gate.Decision decision = rules.gate()
                .decide(
                        new Gate.Subject(key.type(), said.level(), null, key.source(), key.entity(), said.fields()),
                        now);
        if (decision.suppressedBy() != null) {
            metrics.countFinding(decision.suppressedBy());
            return null;
        }
        return new FoundNotice(said, decision, ids, now);
    }

    private static Instant timeOf(Event event, Instant now) {
        Instant time = event.time();
        return time == null ? now : time;
    }
}
