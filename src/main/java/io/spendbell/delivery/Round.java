package io.spendbell.delivery;

import io.spendbell.store.Outbox.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Alerts that are raised meanwhile end a round early, so that a high one does not wait behind low ones that were planned
 * before it. So that high ones that never stop coming do not keep back low ones for ever, a round that would end early has
 * one more message first, that of who has waited longest, if that is long. A round that isolates an alert at fault goes on
 * to its end. Posts follow each other by callbacks and not as one chain of futures, which would grow with the length of a
 * round.
 */
/** One round of a flush: posts messages that were planned together, in their order. Confined to one context. */
final class Round {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Postman postman;
    private final Destination destination;
    private final InstantSource clock;
    private final Deque<Message> messages = new ArrayDeque<>();

    private boolean raisedMeanwhile;
    private boolean postedAny;
    private boolean postedLongest;
    private boolean isolating;

    Round(Postman postman, Destination destination, InstantSource clock) {
        this.postman = postman;
        this.destination = destination;
        this.clock = clock;
    }

    /** Takes note that alerts were raised that it may know nothing of. */
    void raised() {
        raisedMeanwhile = true;
    }

    /** Posts as many messages as the destination takes and as it should; when it succeeds, each is settled. */
    Future<Void> post(List<Message> planned) {
        messages.addAll(planned);
        return Future.join(IntStream.range(0, destination.mostInFlight())
                        .mapToObj(worker -> postOneByOne())
                        .toList())
                .mapEmpty();
    }

    private Future<Void> postOneByOne() {
        Promise<Void> done = Promise.promise();
        postNext(Future.succeededFuture(), done);
        return done.future();
    }

    private void postNext(Future<Void> settled, Promise<Void> done) {
        Message next = next();
        if (next == null) {
            settled.onComplete(done);
            return;
        }
        postedAny = true;
        postman.deliver(next, settled)
                .onSuccess(posted -> {
                    isolating |= !posted.instead().isEmpty();
                    for (int i = posted.instead().size() - 1; i >= 0; i--) {
                        messages.addFirst(posted.instead().get(i));
                    }
                    postNext(posted.settled(), done);
                })
                .onFailure(done::fail);
    }

    private @Nullable Message next() {
        if (messages.isEmpty() || !postman.mayGoOn()) {
            return null;
        }
        return mustPlanAnew() ? takeLongestWaiting() : messages.removeFirst();
    }

    /** Only where posts wait for each other does the order of those that wait matter. Each round posts something. */
    private boolean mustPlanAnew() {
        Destination.Pace pace = destination.pace();
        return raisedMeanwhile
                && postedAny
                && !isolating
                && pace != null
                && !pace.interval().isZero();
    }

    private @Nullable Message takeLongestWaiting() {
        if (postedLongest) {
            return null;
        }
        postedLongest = true;
        Message longest = messages.stream()
                .min(Comparator.comparing(Round::oldestRaisedAt))
                .orElse(null);
        if (longest == null || oldestRaisedAt(longest).plus(LONG).isAfter(clock.instant())) {
            return null;
        }
        messages.remove(longest);
        return longest;
    }

    private static Instant oldestRaisedAt(Message message) {
        return message.deliveries().stream()
                .map(Delivery::alert)
                .map(alert -> alert.raisedAt())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
