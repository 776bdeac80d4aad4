package io.spendbell.delivery;

import io.spendbell.alert.AlertIds;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts one message after the other to a destination: takes its turn, notes that posting begins, posts, settles each
 * delivery by the answer. It remembers what the answers say of the destination: that it wants a pause, that it is down,
 * which messages it fails on. Confined to one context.
 */
final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

    /** By whatever clock the store goes, what was told to come later is in its place among the others when the pause is over. */
    private static final Duration DUE_BEFORE_A_PAUSE_ENDS = Duration.ofMillis(50);

    private final Destination destination;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final DeliveryMetrics metrics;
    private final Turns turns;
    private final Outage outage;
    private final Pauses pauses;
    private final Gatherer gatherer;
    private final Layout layout;
    private final HeldDeliveries held;
    private final Posting posting;

    private boolean aborted;

    /**
     * What came of a message.
     *
     * @param instead messages that take the place of one that was refused, to be posted next
     * @param settled when what became of its deliveries is noted
     */
    record Posted(List<Message> instead, Future<Void> settled) {
        private static Posted notYet(List<Message> instead) {
            return new Posted(instead, Future.succeededFuture());
        }
    }

    Postman(
            Vertx vertx,
            Destination destination,
            DeliverySettings settings,
            Store store,
            InstantSource clock,
            Supplier<List<String>> others,
            Consumer<List<Raise>> notices,
            DeliveryMetrics metrics,
            String owner,
            LongSupplier nanoTime) {
        this.destination = destination;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.held = new HeldDeliveries(store.outbox(), owner);
        this.posting = new Posting(destination);
        this.gatherer = new Gatherer(store, destination.name(), owner, settings, clock);
        this.pauses = new Pauses(new SplittableRandom(), nanoTime);
        this.layout = new Layout(destination, settings.mostMessages(), pauses.suspects(), clock);
        this.turns = new Turns(vertx, store, clock, destination.pace());
        this.outage = new Outage(destination, store, others, notices, metrics, AlertIds.timeOrdered(clock));
    }

    /** What was leased, with whatever else is due of its digests. */
    Future<Leased> gather(Leased leased) {
        return gatherer.complete(leased);
    }

    HeldDeliveries held() {
        return held;
    }

    /** Posts no more; what is under way is left to be repeated. */
    void abort() {
        aborted = true;
    }

    boolean mayGoOn() {
        return !aborted && pauseLeft().isZero();
    }

    /** How much longer nothing is to be posted; zero where the destination wants no pause. */
    Duration pauseLeft() {
        return pauses.pauseLeft();
    }

    void endPause() {
        pauses.endPause();
    }

    boolean isDown() {
        return outage.isOn();
    }

    /** The messages for deliveries that wait together, in the order in which they are to be posted; what cannot be told is parked. */
    List<Message> plan(List<Delivery> deliveries) {
        Layout.Laid laid = layout.of(deliveries);
        if (!laid.failed().isEmpty()) {
            parkUntellable(laid.failed().stream().map(Delivery::id).toList());
        }
        return laid.messages();
    }

    private void parkUntellable(List<DeliveryId> ids) {
        pauses.suspects().forget(ids);
        held.settle(ids, id -> new Settlement.Parked(id, "cannot be rendered"))
                .onFailure(failure -> LOG.warn(
                        "Destination {} ({}): {} alerts that cannot be rendered could not be parked yet: {}",
                        destination.name(),
                        destination.host(),
                        ids.size(),
                        failure.toString()));
    }

    /**
     * Posts a message, if its turn comes soon.
     *
     * @param before is waited for before it is posted: so long the message before may be unsettled, and no longer
     */
    Future<Posted> deliver(Message message, Future<Void> before) {
        return turns.areTaken()
                ? turns.next().compose(turn -> mayPost(turn) ? begin(message, before) : notNow(before))
                : begin(message, before);
    }

    private static Future<Posted> notNow(Future<Void> before) {
        return before.map(ignored -> Posted.notYet(List.of()));
    }

    private boolean mayPost(Instant turn) {
        Instant now = clock.instant();
        if (turn.isAfter(now)) {
            pauses.pause(Duration.between(now, turn));
        }
        return mayGoOn();
    }

    /** Where no turns are taken, whether somebody was told to wait is asked in the same step, so that it costs no time. */
    private Future<Posted> begin(Message message, Future<Void> before) {
        List<DeliveryId> ids = ids(message);
        Instant repeatAt = clock.instant().plus(settings.repeatAfter());
        Future<Set<DeliveryId>> begun = held.begin(ids, repeatAt);
        Future<Instant> turn = turns.areTaken() ? Future.succeededFuture(Instant.MIN) : turns.next();
        return Future.join(begun, turn, before)
                .onFailure(failure -> held.answered(ids))
                .compose(ignored -> {
                    if (!mayPost(turn.result())) {
                        held.answered(ids);
                        return Future.succeededFuture(
                                new Posted(List.of(), held.settle(ids, Settlement.Released::new)));
                    }
                    return begun.result().containsAll(ids)
                            ? post(message, ids, repeatAt)
                            : Future.succeededFuture(onlyMine(message, ids, begun.result()));
                });
    }

    private Future<Posted> post(Message message, List<DeliveryId> ids, Instant repeatAt) {
        return posting.post(message)
                .compose(answer -> turns.keepDistance().map(answer))
                .onComplete(ignored -> held.answered(ids))
                .map(answer -> take(answer, message, ids, repeatAt));
    }

    /** What is left of a message of which another process has taken over some, while this one stood still. */
    private Posted onlyMine(Message message, List<DeliveryId> ids, Set<DeliveryId> mine) {
        List<DeliveryId> gone = ids.stream().filter(id -> !mine.contains(id)).toList();
        held.answered(ids);
        held.letGo(gone);
        pauses.suspects().forget(gone);
        LOG.info(
                "Destination {} ({}): {} alerts are in other hands by now, and are not posted from here",
                destination.name(),
                destination.host(),
                gone.size());
        return Posted.notYet(plan(message.deliveries().stream()
                .filter(delivery -> mine.contains(delivery.id()))
                .toList()));
    }

    private Posted take(Answer answer, Message message, List<DeliveryId> ids, Instant repeatAt) {
        metrics.countPost(answer);
        Instant now = clock.instant();
        if (answer instanceof Answer.Refused && ids.size() > 1) {
            return Posted.notYet(halves(message));
        }
        Future<Void> settled;
        if (answer instanceof Answer.Accepted) {
            settled = accepted(ids);
        } else if (answer instanceof Answer.Refused) {
            settled = refused(ids, answer.reason());
        } else if (answer instanceof Answer.Down) {
            settled = down(ids, answer.reason(), now);
        } else if (answer instanceof Answer.Later later) {
            settled = later(ids, later);
        } else {
            settled = failed(ids, answer, repeatAt, now);
        }
        return new Posted(List.of(), settled);
    }

    private Future<Void> accepted(List<DeliveryId> ids) {
        pauses.accepted(ids);
        if (outage.isOn()) {
            outage.ends();
            pauses.endPause();
        }
        return held.settle(ids, Settlement.Delivered::new)
                .onSuccess(ignored -> metrics.countDelivered(ids.size()))
                .compose(ignored -> outage.allowNewNotice());
    }

    private Future<Void> failed(List<DeliveryId> ids, Answer answer, Instant repeatAt, Instant now) {
        boolean lost = answer instanceof Answer.Lost;
        Instant mayRetryAt = pauses.failed(ids, now);
        Instant retryAt = lost && repeatAt.isAfter(mayRetryAt) ? repeatAt : mayRetryAt;
        LOG.info(
                "Destination {} ({}): {}; tried again at {}",
                destination.name(),
                destination.host(),
                answer.reason(),
                retryAt);
        return held.settle(ids, id -> new Settlement.Retry(id, retryAt, answer.reason(), lost));
    }

    private Future<Void> later(List<DeliveryId> ids, Answer.Later later) {
        pauses.pause(Duration.between(clock.instant(), later.until()));
        Instant dueAt = later.until().minus(DUE_BEFORE_A_PAUSE_ENDS);
        return turns.hold(later.until())
                .compose(ignored -> held.settle(ids, id -> new Settlement.Retry(id, dueAt, later.reason(), false)));
    }

    /** The two halves of a message that was refused; so the alert at fault stands alone in the end. */
    private List<Message> halves(Message message) {
        List<Delivery> deliveries = message.deliveries();
        int middle = deliveries.size() / 2;
        return Stream.of(deliveries.subList(0, middle), deliveries.subList(middle, deliveries.size()))
                .flatMap(half -> plan(half).stream())
                .toList();
    }

    private Future<Void> refused(List<DeliveryId> ids, String reason) {
        LOG.error(
                "Destination {} ({}) refuses alert {}: {}; it is parked",
                destination.name(),
                destination.host(),
                ids.get(0).alertId(),
                reason);
        pauses.suspects().forget(ids);
        return held.settle(ids, id -> new Settlement.Parked(id, reason));
    }

    private Future<Void> down(List<DeliveryId> ids, String reason, Instant now) {
        pauses.pause(settings.betweenProbes());
        Future<Void> settled = held.settle(ids, Settlement.Released::new);
        outage.begins(reason, now, settled);
        return settled;
    }

    /** When the others are told of whatever they are to know of this destination; nothing that is posted is to wait for it. */
    Future<Void> othersTold() {
        return outage.othersTold();
    }

    private static List<DeliveryId> ids(Message message) {
        return message.deliveries().stream().map(Delivery::id).toList();
    }
}
