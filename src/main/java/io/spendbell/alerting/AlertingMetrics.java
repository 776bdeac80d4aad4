package io.spendbell.alerting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.spendbell.store.Wiped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the deciding stage counts. Safe for use from any thread. */
final class AlertingMetrics {
    private final MeterRegistry registry;
    private final Map<FindingOutcome, Counter> findings = new EnumMap<>(FindingOutcome.class);
    private final Map<Unforeseen, Counter> unforeseen = new EnumMap<>(Unforeseen.class);
    private final Counter judged;
    private final Counter duplicates;
    private final Counter overflows;
    private final Counter tooLate;
    private final Counter forgottenIds;
    private final Counter failedCommits;
    private final Counter unwatched;
    private final Counter wipes;
    private final Counter unreadable;
    private final Timer commits;

    AlertingMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (FindingOutcome outcome : FindingOutcome.values()) {
            findings.put(
                    outcome,
                    Counter.builder("spendbell.findings")
                            .description("Rules that were reached, by what became of it")
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        for (Unforeseen at : Unforeseen.values()) {
            unforeseen.put(
                    at,
                    Counter.builder("spendbell.unforeseen")
                            .description("Failures that are faults of Spendbell's own, each of which fell alone")
                            .tag("at", at.label())
                            .register(registry));
        }
        judged = counter("spendbell.events.judged", "Events that were accepted and judged, duplicates included");
        duplicates = counter(
                "spendbell.events.duplicate",
                "Events whose id was seen before, and entries of streams that were acknowledged before");
        overflows =
                counter("spendbell.events.overflow", "Events rejected because a total would leave the range of money");
        tooLate = counter(
                "spendbell.events.too.late",
                "Postings older than the previous window of their budget, counted nowhere");
        forgottenIds =
                counter("spendbell.ids.forgotten", "Event ids forgotten before their time to keep within max_ids");
        failedCommits = counter("spendbell.store.failures", "Attempts to commit that failed");
        unwatched = counter(
                "spendbell.calls.unwatched",
                "Requests that began while as many were in flight as are watched, of which nobody is told if they"
                        + " hang");
        unreadable = counter("spendbell.alerts.unreadable", "Alerts in the store that cannot be read");
        wipes = counter("spendbell.store.wiped", "Times that the store was found emptied, exchanged or set back");
        commits = Timer.builder("spendbell.store.commit")
                .description("Time to commit a batch")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void countFinding(FindingOutcome outcome) {
        counterOf(findings, outcome).increment();
    }

    void countUnforeseen(Unforeseen at) {
        counterOf(unforeseen, at).increment();
    }

    private static <L> Counter counterOf(Map<L, Counter> counters, L label) {
        Counter counter = counters.get(label);
        if (counter == null) {
            throw new IllegalStateException(label + " has no counter");
        }
        return counter;
    }

    void countOverflowEntity(String budget) {
        Counter.builder("spendbell.budget.other")
                .description("Postings that went to ~other because a budget has reached max_entities")
                .tag("budget", budget)
                .register(registry)
                .increment();
    }

    void countUnwatched() {
        unwatched.increment();
    }

    /** Shows how many requests are in flight. */
    void watchInFlight(Supplier<Number> count) {
        Gauge.builder("spendbell.calls.in.flight", count)
                .description("Requests that began and whose end was not told yet, up to alerting_threshold")
                .register(registry);
    }

    /** Shows how many deliveries are in memory because they were decided without the store. */
    void showHeldAlone(Supplier<Number> count) {
        Gauge.builder("spendbell.deliveries.held.alone", count)
                .description(
                        "Deliveries that were decided without the store and are in memory until it is back; beyond "
                                + HeldAlone.MOST + " what comes in waits")
                .register(registry);
    }

    void countJudged(int events) {
        judged.increment(events);
    }

    void countDuplicate() {
        duplicates.increment();
    }

    void countOverflow() {
        overflows.increment();
    }

    void countTooLate() {
        tooLate.increment();
    }

    void countForgottenIds(long ids) {
        forgottenIds.increment((double) ids);
    }

    void countFailedCommit() {
        failedCommits.increment();
    }

    void countUnreadable() {
        unreadable.increment();
    }

    void countWiped(Wiped wiped) {
        wipes.increment();
        countGivenBack("accounts", wiped.accounts());
        countGivenBack("claims", wiped.claims());
        countGivenBack("windows", wiped.windows());
        countGivenBack("deliveries", wiped.deliveries());
    }

    private void countGivenBack(String what, int count) {
        Counter.builder("spendbell.store.given.back")
                .description("What a store that was emptied was given back by this replica")
                .tag("what", what)
                .register(registry)
                .increment(count);
    }

    void recordCommit(long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }
}
