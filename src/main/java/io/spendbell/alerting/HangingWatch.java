package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import io.spendbell.store.Store;
import io.spendbell.traffic.HangingCalls;
import io.spendbell.traffic.InFlight;
import io.spendbell.traffic.InFlight.Call;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Rings for calls that began and do not end. Those whose end this process was told of are forgotten at once; of the others the store
 * is asked now and then, and before anybody is told, because another process may have been told. While the store is away, and
 * for a while after, nobody is told: ends wait to be taken in. All of it goes by what passes, whatever the clock is set to meanwhile.
 * Confined to the deciding verticle's context.
 */
final class HangingWatch {
    /** How many calls the store is asked for at once, and how many alerts are raised at once. */
    private static final int TOGETHER = 500;

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final InFlight inFlight;
    private final Store store;
    private final Supplier<HangingCalls> rules;
    private final Function<List<Notice>, Future<?>> announce;
    private final AlertingMetrics metrics;
    private final InstantSource clock;
    private final InstantSource passing;
    private Instant lastAway = Instant.MIN;

    /**
     * One that knows of no call yet.
     *
     * @param clock by which is told when a call began
     * @param passing a clock that does not step
     */
    HangingWatch(
            InFlight inFlight,
            Store store,
            Supplier<HangingCalls> rules,
            Function<List<Notice>, Future<?>> announce,
            AlertingMetrics metrics,
            InstantSource clock,
            InstantSource passing) {
        this.inFlight = inFlight;
        this.store = store;
        this.rules = rules;
        this.announce = announce;
        this.metrics = metrics;
        this.clock = clock;
        this.passing = passing;
    }

    /** Takes in that a call has begun or ended. */
    void told(CallEvent call, Instant now) {
        String id = call.course().requestId();
        if (id == null) {
            return;
        }
        if (call.course().status() != Status.STARTED) {
            inFlight.ended(id);
            return;
        }
        Instant passed = passing.instant();
        Instant since = call.time() == null ? passed : passed.minus(Duration.between(call.time(), now));
        if (!inFlight.began(id, since, call.fields(), rules.get().firstLook(since, passed))) {
            metrics.countUnwatched();
        }
    }

    /** Looks at all that are due. Never fails: what could not be done is done later. */
    Future<?> look() {
        if (store.fault() != null) {
            lastAway = passing.instant();
        }
        List<Call> due = inFlight.due(passing.instant(), TOGETHER);
        if (due.isEmpty()) {
            return Future.succeededFuture();
        }
        return ended(due)
                .compose(ended -> tell(due, ended))
                .onFailure(failure -> due.forEach(
                        call -> inFlight.lookAgain(call, passing.instant().plus(AFTER_FAILURE))))
                .transform(done -> done.succeeded() ? look() : Future.succeededFuture());
    }

    private Future<Set<String>> ended(List<Call> calls) {
        return store.seen(ends(calls)).onFailure(failure -> lastAway = passing.instant());
    }

    private static Collection<String> ends(List<Call> calls) {
        return calls.stream().flatMap(HangingWatch::endsOf).toList();
    }

    private static Stream<String> endsOf(Call call) {
        return Stream.of(Status.SUCCESS.repeatId(call.id()), Status.FAILURE.repeatId(call.id()));
    }

    private Future<?> tell(List<Call> calls, Set<String> ended) {
        Instant now = passing.instant();
        HangingCalls hanging = rules.get();
        boolean mayTell = !hanging.isCatchingUp(lastAway, now);
        List<Call> told = new ArrayList<>();
        for (Call call : calls) {
            if (endsOf(call).anyMatch(ended::contains)) {
                inFlight.ended(call.id());
            } else if (!hanging.hangs(call.since(), now)) {
                inFlight.lookAgain(call, hanging.nextLook(call.since(), now));
            } else if (!mayTell) {
                inFlight.lookAgain(call, hanging.nextLookAfter(lastAway, now));
            } else if (inFlight.isOpen(call)) {
                told.add(call);
            }
        }
        return told.isEmpty()
                ? Future.succeededFuture()
                : announce.apply(notices(hanging, told))
                        .onSuccess(ignored -> told.forEach(call -> inFlight.ended(call.id())));
    }

    private List<Notice> notices(HangingCalls hanging, List<Call> calls) {
        Duration ahead = Duration.between(passing.instant(), clock.instant());
        return calls.stream()
                .map(call -> hanging.told(call, call.since().plus(ahead)))
                .toList();
    }
}
