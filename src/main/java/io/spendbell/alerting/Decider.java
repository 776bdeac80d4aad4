package io.spendbell.alerting;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.budget.BudgetFinding;
import io.spendbell.budget.KeyAliases;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.Counts;
import io.spendbell.counter.Group;
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
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.FaultLog;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.traffic.TrafficFinding;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What an event asks of the store, by one set of rules. Confined to one thread but for what says otherwise. */
final class Decider {
    private static final FaultLog FAULTS = new FaultLog();

    private final Rules rules;
    private final ClaimCache claims;
    private final AlertIds ids;
    private final AlertingMetrics metrics;
    private final BiConsumer<CallEvent, Instant> watch;
    private final Sieve sieve;
    private final TotalJudge judge;
    private final KnownEntities known;

    /**
     * One by a set of rules.
     *
     * @param known outlives the rules, for what is known of an entity is so by any
     * @param watch is told of each call that began or ended, and when that was handed in
     */
    Decider(
            Rules rules,
            ClaimCache claims,
            KnownEntities known,
            AlertIds ids,
            AlertingMetrics metrics,
            BiConsumer<CallEvent, Instant> watch) {
        this.rules = rules;
        this.claims = claims;
        this.known = known;
        this.ids = ids;
        this.metrics = metrics;
        this.watch = watch;
        this.sieve = new Sieve(rules.gate(), claims, ids, metrics);
        this.judge = new TotalJudge(rules, sieve, metrics);
    }

    /**
     * Adds what an event asks for to a draft.
     *
     * @throws ArithmeticException if the draft's sums leave the range of money
     */
    void decide(Event event, EntryDraft draft, Instant now) {
        if (!(event instanceof BudgetEvent)) {
            rules.counters().count(event, new Adding(draft, timeOf(event, now), now));
        }
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
            draft.post(
                    budget, entityId, windowStart, windows.currentStart(), windows.previousStart(), cost, fields, time);
        });
    }

    /** Puts what an event adds into a draft. */
    private final class Adding implements Counts {
        private final EntryDraft draft;
        private final Instant time;
        private final Instant now;

        Adding(EntryDraft draft, Instant time, Instant now) {
            this.draft = draft;
            this.time = time;
            this.now = now;
        }

        @Override
        public void add(Count count) {
            count(count, time, draft, now);
        }

        @Override
        public void add(Group group, Usd amount) {
            draft.post(group, amount, time);
        }
    }

    /**
     * Puts what was added up for groups into their accounts; nothing is decided for the draft afterwards.
     *
     * @throws ArithmeticException as {@link #decide}
     */
    void finish(EntryDraft draft, Instant now) {
        draft.takeGroups((group, amount, time) -> group.count(amount, count -> count(count, time, draft, now)));
    }

    private void count(Count count, Instant time, EntryDraft draft, Instant now) {
        Counter counter = count.counter();
        Counter.Windows windows = counter.windowsAt(now);
        Instant windowStart = counter.windowStartOf(time, windows);
        if (windowStart == null) {
            metrics.countTooLate();
            return;
        }
        draft.post(
                counter,
                count.entityId(),
                windowStart,
                windows.current().start(),
                windows.keptSince(),
                count.amount(),
                count.fields(),
                time);
    }

    private void decideCall(CallEvent call, EntryDraft draft, Instant now) {
        if (call.cost().compareTo(Usd.ZERO) != 0) {
            post(call.fields(), call.cost(), timeOf(call, now), draft, now);
        }
        call.budgets().forEach(budget -> decideBudget(budget, draft, now));
        if (!call.costKnown()) {
            find(rules.running().costUnknown(call), timeOf(call, now), draft, now);
        }
        TrafficFinding finding = rules.calls().judge(call, now);
        if (finding != null) {
            find(finding, timeOf(call, now), draft, now);
        }
        watch.accept(call, now);
    }

    private void decideBudget(BudgetEvent stated, EntryDraft draft, Instant now) {
        BudgetEvent event = known.resolve(stated);
        if (known.learn(event, now)) {
            learnWindow(event.entity(), event.resetAt(), draft, now);
            Entity alias = KeyAliases.alias(event.entity(), event.fields());
            if (alias != null) {
                learnWindow(alias, event.resetAt(), draft, now);
            }
        }
        BudgetFinding finding = rules.gateways().judge(event, now);
        if (finding != null) {
            FoundBudget candidate = sieve.pass(finding, now);
            if (candidate != null) {
                draft.find(candidate);
            }
        }
    }

    private void learnWindow(Entity entity, @Nullable Instant end, EntryDraft draft, Instant now) {
        if (end != null && end.isAfter(now)) {
            claims.windowChanged(entity);
            draft.learn(new KnownWindow(entity, end));
        }
    }

    /** Forgets what was handed to a draft already, because that draft came to nothing. */
    void forgetKnown() {
        known.forget();
    }

    /** Takes note that an event could not be decided, whose draft came to nothing. */
    void failed(Throwable failure) {
        forgetKnown();
        FAULTS.tell("An event could not be judged and was rejected", failure);
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
        FoundNotice notice = sieve.pass(
                        new Notice(key, finding.level(), finding.fields(), finding.message(), occurredAt), now)
                .found();
        if (notice != null) {
            draft.find(notice);
        }
    }

    /** Raises an alert that no other can be the same as. */
    private void raise(Alert alert, @Nullable String source, EntryDraft draft) {
        Raise raise = sieve.pass(alert, source);
        if (raise != null) {
            draft.raise(raise);
        }
    }

    /** A judge of new totals, as of a time; safe for use from any thread. */
    Judge judgeAt(Instant now) {
        return posted -> judge.judge(posted, now);
    }

    Rules rules() {
        return rules;
    }

    /** What is to be claimed of something to be told, or why nobody is told. Safe for use from any thread. */
    Sieve.Passed pass(Notice notice, Instant now) {
        return sieve.pass(notice, now);
    }

    private static Instant timeOf(Event event, Instant now) {
        Instant time = event.time();
        return time == null ? now : time;
    }
}
