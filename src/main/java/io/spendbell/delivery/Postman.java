package io.spendbell.delivery;

import io.spendbell.alert.AlertIds;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts one message after the other to a destination: takes its turn, notes that posting begins, posts, settles each
 * delivery by the answer. It remembers what the answers say of the destination: that it wants a pause, that it is down.
 * Confined to one context.
 */
final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    /** What is added to a pace's key for the key under which its holds alone are kept. */
    private static final String HELD = "|held";
    /** A turn that is further away than this is waited for without leases. */
    private static final Duration LONGEST_WAIT_FOR_A_TURN = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Destination destination;
    private final DeliverySettings settings;
    private final Store store;
    private final InstantSource clock;
    private final List<String> others;
    private final Consumer<List<Raise>> notices;
    private final DeliveryMetrics metrics;
    private final String owner;
    private final AlertIds alertIds;
    private final SplittableRandom random = new SplittableRandom();
    private final Set<DeliveryId> held = new HashSet<>();
    private final Set<DeliveryId> inFlight = new HashSet<>();

    private boolean down;
    private boolean othersKnow;
    /** Before the first success a notice of an earlier process may stand. */
    private boolean noticeMayStand = true;

    private int failures;
    /** By {@link System#nanoTime}, so that a pause lasts as long as it was to though the clock is set. */
    private long pauseEnds = System.nanoTime();

    private boolean aborted;

    Postman(
            Vertx vertx,
            Destination destination,
            DeliverySettings settings,
            Store store,
            InstantSource clock,
            List<String> others,
            Consumer<List<Raise>> notices,
            DeliveryMetrics metrics,
            String owner) {
        this.vertx = vertx;
        this.destination = destination;
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.others = List.copyOf(others);
        this.notices = notices;
        this.metrics = metrics;
        this.owner = owner;
        this.alertIds = AlertIds.timeOrdered(clock);
    }

    /** Takes deliveries that were leased. */
    void hold(List<Delivery> leased) {
        leased.forEach(delivery -> held.add(delivery.id()));
    }

    /** What is leased and not settled yet. */
    List<DeliveryId> held() {
        return List.copyOf(held);
    }

    /** Gives back what was leased and not posted. Where an answer is still awaited the posting stays as it was begun. */
    Future<Void> giveBack() {
        List<DeliveryId> unposted =
                held.stream().filter(id -> !inFlight.contains(id)).toList();
        return settle(unposted, Settlement.Released::new);
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
        return Duration.ofNanos(Math.max(0, pauseEnds - System.nanoTime()));
    }

    void endPause() {
        pauseEnds = System.nanoTime();
    }

    boolean isDown() {
        return down;
    }

    /**
     * Posts a message, if its turn comes soon.
     *
     * @return messages that take the place of one that was refused, to be posted next
     */
    Future<List<Message>> deliver(Message message) {
        return turn().compose(mayPost -> mayPost ? post(message) : Future.succeededFuture(List.of()));
    }

    private Future<Boolean> turn() {
        Destination.Pace pace = destination.pace();
        if (pace == null) {
            return Future.succeededFuture(true);
        }
        Instant now = clock.instant();
        return store.reserveTurn(pace.key(), now, pace.interval()).compose(turn -> {
            Duration wait = Duration.between(now, turn);
            if (wait.compareTo(LONGEST_WAIT_FOR_A_TURN) > 0) {
                pauseUntil(turn);
                return Future.succeededFuture(false);
            }
            return wait.isZero() || wait.isNegative()
                    ? Future.succeededFuture(true)
                    : vertx.timer(wait.toMillis() + 1).compose(ignored -> afterWaitFor(turn, pace));
        });
    }

    /** A turn that was missed, by a process that stood still, may be too close to the next one's. */
    private Future<Boolean> afterWaitFor(Instant turn, Destination.Pace pace) {
        Instant latest = turn.plus(pace.interval().dividedBy(4)).plusMillis(1);
        return !aborted && clock.instant().isAfter(latest) ? turn() : isFree(pace);
    }

    /** Whether nobody was told to wait while the turn was waited for. */
    private Future<Boolean> isFree(Destination.Pace pace) {
        Instant now = clock.instant();
        return store.reserveTurn(pace.key() + HELD, now, Duration.ZERO).map(free -> {
            pauseUntil(free);
            return !aborted && !free.isAfter(now);
        });
    }

    private Future<List<Message>> post(Message message) {
        List<DeliveryId> ids = ids(message);
        Instant repeatAt = clock.instant().plus(settings.repeatAfter());
        inFlight.addAll(ids);
        return store.outbox()
                .begin(ids, owner, repeatAt)
                .onFailure(failure -> ids.forEach(inFlight::remove))
                .compose(mine -> mine.containsAll(ids)
                        ? postOwned(message, ids, repeatAt)
                        : Future.succeededFuture(onlyMine(message, ids, mine)));
    }

    private Future<List<Message>> postOwned(Message message, List<DeliveryId> ids, Instant repeatAt) {
        return destination
                .post(message)
                .compose(this::keepDistance)
                .onComplete(ignored -> ids.forEach(inFlight::remove))
                .compose(answer -> take(answer, message, repeatAt));
    }

    /** What is left of a message of which another process has taken over some, while this one stood still. */
    private List<Message> onlyMine(Message message, List<DeliveryId> ids, Set<DeliveryId> mine) {
        ids.forEach(inFlight::remove);
        ids.stream().filter(id -> !mine.contains(id)).forEach(held::remove);
        List<Delivery> left = message.deliveries().stream()
                .filter(delivery -> mine.contains(delivery.id()))
                .toList();
        LOG.info(
                "Destination {} ({}): {} alerts are in other hands by now, and are not posted from here",
                destination.name(),
                destination.host(),
                ids.size() - left.size());
        return left.isEmpty() ? List.of() : destination.renderer().pack(left, clock.instant());
    }

    /** The pace counts from when the message arrived, which is no later than its answer: connecting may take long. */
    private Future<Answer> keepDistance(Answer answer) {
        Destination.Pace pace = destination.pace();
        return pace == null || pace.interval().isZero()
                ? Future.succeededFuture(answer)
                : store.hold(pace.key(), clock.instant().plus(pace.interval()))
                        .transform(ignored -> Future.succeededFuture(answer));
    }

    private Future<List<Message>> take(Answer answer, Message message, Instant repeatAt) {
        metrics.countPost(answer);
        Instant now = clock.instant();
        if (answer instanceof Answer.Refused refused) {
            return refused(message, refused.reason(), now);
        }
        Future<Void> settled;
        if (answer instanceof Answer.Accepted) {
            settled = accepted(message);
        } else if (answer instanceof Answer.Down isDown) {
            settled = down(message, isDown.reason(), now);
        } else if (answer instanceof Answer.Later later) {
            settled = later(message, later);
        } else {
            settled = failed(message, answer, answer instanceof Answer.Lost, repeatAt, now);
        }
        return settled.map(ignored -> List.of());
    }

    private Future<Void> accepted(Message message) {
        failures = 0;
        worksAgain();
        return settle(ids(message), Settlement.Delivered::new)
                .onSuccess(
                        ignored -> metrics.countDelivered(message.deliveries().size()))
                .compose(ignored -> allowNewNotice().otherwiseEmpty());
    }

    private void worksAgain() {
        if (down) {
            down = false;
            endPause();
            metrics.showDown(false);
            LOG.info("Destination {} ({}) works again", destination.name(), destination.host());
        }
    }

    /** The next time that the destination is down the others are to be told again; where that fails, the next success tries again. */
    private Future<Void> allowNewNotice() {
        if (!noticeMayStand) {
            return Future.succeededFuture();
        }
        noticeMayStand = false;
        othersKnow = false;
        return store.release(DownNotice.keyOf(destination.name())).onFailure(failure -> noticeMayStand = true);
    }

    private Future<Void> failed(Message message, Answer answer, boolean lost, Instant repeatAt, Instant now) {
        failures++;
        Instant retryAt = now.plus(Backoff.STANDARD.pause(failures, random));
        pauseUntil(retryAt);
        LOG.info(
                "Destination {} ({}): {}; tried again at {}",
                destination.name(),
                destination.host(),
                answer.reason(),
                lost ? repeatAt : retryAt);
        return settle(ids(message), id -> new Settlement.Retry(id, lost ? repeatAt : retryAt, answer.reason(), lost));
    }

    private Future<Void> later(Message message, Answer.Later later) {
        pauseUntil(later.until());
        Destination.Pace pace = destination.pace();
        Future<Void> hold = pace == null
                ? Future.succeededFuture()
                : store.hold(pace.key() + HELD, later.until())
                        .compose(ignored -> store.hold(pace.key(), later.until()));
        return hold.compose(
                ignored -> settle(ids(message), id -> new Settlement.Retry(id, later.until(), later.reason(), false)));
    }

    /** Halves a message that was refused, until the alert at fault stands alone; that one is parked. */
    private Future<List<Message>> refused(Message message, String reason, Instant now) {
        List<Delivery> deliveries = message.deliveries();
        if (deliveries.size() == 1) {
            LOG.error(
                    "Destination {} ({}) refuses alert {}: {}; it is parked",
                    destination.name(),
                    destination.host(),
                    deliveries.get(0).id().alertId(),
                    reason);
            return settle(ids(message), id -> new Settlement.Parked(id, reason)).map(ignored -> List.of());
        }
        int middle = deliveries.size() / 2;
        List<Message> halves = new ArrayList<>(destination.renderer().pack(deliveries.subList(0, middle), now));
        halves.addAll(destination.renderer().pack(deliveries.subList(middle, deliveries.size()), now));
        return Future.succeededFuture(halves);
    }

    private Future<Void> down(Message message, String reason, Instant now) {
        pauseUntil(now.plus(settings.betweenProbes()));
        if (!down) {
            down = true;
            metrics.showDown(true);
            LOG.error(
                    "Destination {} ({}) is down: {}; its alerts wait until it works again",
                    destination.name(),
                    destination.host(),
                    reason);
        }
        return tellOthers(reason, now).compose(ignored -> settle(ids(message), Settlement.Released::new));
    }

    private Future<Void> tellOthers(String reason, Instant now) {
        if (others.isEmpty() || othersKnow) {
            return Future.succeededFuture();
        }
        othersKnow = true;
        noticeMayStand = true;
        DownNotice notice = new DownNotice(destination.name(), reason, others, alertIds, now);
        Entry entry = new Entry(null, List.of(), List.of(notice), List.of(), List.of());
        return store.commit(new Batch(now, List.of(entry)), posted -> List.of())
                .onSuccess(result -> notices.accept(result.raised()))
                .onFailure(failure -> othersKnow = false)
                .mapEmpty();
    }

    private void pauseUntil(Instant time) {
        Duration pause = Duration.between(clock.instant(), time);
        if (pause.compareTo(pauseLeft()) > 0) {
            pauseEnds = System.nanoTime() + pause.toNanos();
        }
    }

    private Future<Void> settle(Collection<DeliveryId> ids, Function<DeliveryId, Settlement> settlement) {
        ids.forEach(held::remove);
        return ids.isEmpty()
                ? Future.succeededFuture()
                : store.outbox().settle(ids.stream().map(settlement).toList(), owner);
    }

    private static List<DeliveryId> ids(Message message) {
        return message.deliveries().stream().map(Delivery::id).toList();
    }
}
