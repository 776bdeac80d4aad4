package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Standing;
import io.spendbell.store.core.SortKey;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known to be undelivered in step with Redis: asks which of it others have delivered, and puts back what an
 * emptied Redis lacks. What is in this process's hands, by a lease that runs or a post whose repeat is not due, is put back as its
 * own. The rest may be in another one's, or delivered by it since Redis was asked last: that one has as long as a lease to say so,
 * then it is due, and says that it may be a repeat. Confined to one context.
 */
record PutBack(
        Function<Request, Future<Response>> redis, Keys keys, Epoch epoch, Undelivered undelivered, RedisClock clock) {
    private static final int TOGETHER = 100;
    private static final int ASKED_TOGETHER = 500;
    private static final Duration DONE_REMEMBERED = Duration.ofMinutes(1);
    private static final String EMPTIED_AGAIN = "redis: emptied again (expected: to stay)";
    private static final Duration FOR_OTHERS = Duration.ofSeconds(6);

    /** Forgets what others have delivered; tells whether Redis is the one that is known. */
    Future<Boolean> forgetWhatIsGone() {
        Future<Boolean> isCurrent = epoch.isCurrent();
        for (Undelivered.Piece piece : undelivered.pieces(ASKED_TOGETHER)) {
            isCurrent = isCurrent.compose(current -> current ? askOf(piece) : Future.succeededFuture(false));
        }
        return isCurrent;
    }

    private Future<Boolean> askOf(Undelivered.Piece piece) {
        List<Object> arguments = new ArrayList<>(List.of(epoch.known()));
        piece.deliveries().keySet().forEach(id -> arguments.add(id.alertId()));
        return Script.KNOWN
                .run(redis, keys.outbox(piece.destination(), "epoch"), arguments)
                .map(answer -> {
                    for (int i = 1; i < answer.size(); i++) {
                        undelivered.gone(new DeliveryId(answer.get(i).toString(), piece.destination()));
                    }
                    return answer.get(0).toString().equals("gone");
                });
    }

    /**
     * Says what was delivered, so that nobody puts it back, and puts back what Redis lacks; tells how many deliveries that were,
     * and fails where it was emptied again.
     *
     * @param now what time it is, by which leases run or are over
     */
    Future<Integer> putBack(Instant now) {
        Future<Integer> count = Future.succeededFuture(0);
        for (Map.Entry<String, List<String>> alerts : undelivered.delivered().entrySet()) {
            // Also where there is nothing to say: what is delivered from then on is noted there too.
            count = count.compose(before -> sayDelivered(alerts.getKey(), List.of()));
            for (List<String> some : Part.sliced(alerts.getValue(), ASKED_TOGETHER)) {
                count = count.compose(before -> sayDelivered(alerts.getKey(), some));
            }
        }
        for (Undelivered.Piece piece : undelivered.pieces(TOGETHER)) {
            count = count.compose(before -> putBack(piece, now).map(more -> before + more));
        }
        return count;
    }

    private Future<Integer> sayDelivered(String destination, List<String> alerts) {
        List<Object> arguments = new ArrayList<>(List.of(epoch.known(), DONE_REMEMBERED.toSeconds()));
        arguments.addAll(alerts);
        List<String> names = keys.outbox(destination, "epoch");
        names.add(keys.ofDestination("done", destination));
        return Script.DONE
                .run(redis, names, arguments)
                .compose(answer -> answer.get(0).toString().equals("done")
                        ? Future.succeededFuture(0)
                        : Future.failedFuture(EMPTIED_AGAIN));
    }

    private Future<Integer> putBack(Undelivered.Piece piece, Instant now) {
        List<Object> arguments = new ArrayList<>(List.of(epoch.known(), piece.destination()));
        piece.deliveries().values().forEach(delivery -> add(arguments, delivery, now));
        List<String> names =
                keys.outbox(piece.destination(), "epoch", "alerts", "alerts_by_age", "meta", "destinations");
        names.add(keys.ofDestination("done", piece.destination()));
        return Script.PUTBACK
                .run(redis, names, arguments)
                .compose(answer -> answer.get(0).toString().equals("back")
                        ? Future.succeededFuture(answer.get(1).toInteger())
                        : Future.failedFuture(EMPTIED_AGAIN));
    }

    private void add(List<Object> arguments, Undelivered.Known delivery, Instant now) {
        Alert alert = delivery.alert();
        arguments.add(alert.id());
        arguments.add(AlertJson.write(alert));
        arguments.add(alert.raisedAt().toEpochMilli());
        arguments.add(SortKey.rank(alert.level()) + SortKey.time(alert.raisedAt()));
        Standing standing = delivery.standing();
        Instant repeatAt = delivery.repeatAt();
        boolean isHeld = delivery.leaseEnds().isAfter(now);
        if (repeatAt != null && (isHeld || repeatAt.isAfter(now))) {
            addRecord(arguments, "w", repeatAt, standing, true, delivery);
        } else if (isHeld) {
            addRecord(arguments, "l", null, standing, standing.mayBeRepeat(), delivery);
        } else if (standing.isParked()) {
            addRecord(arguments, "p", null, standing, standing.mayBeRepeat(), delivery.free());
        } else {
            Instant earliest = now.plus(FOR_OTHERS);
            Instant own = standing.notBefore();
            addRecord(
                    arguments,
                    "w",
                    own == null || own.isBefore(earliest) ? earliest : own,
                    standing,
                    true,
                    delivery.free());
        }
    }

    private void addRecord(
            List<Object> arguments,
            String index,
            @Nullable Instant notBefore,
            Standing standing,
            boolean mayBeRepeat,
            Undelivered.Known delivery) {
        arguments.add(index);
        arguments.add(delivery.repeatAt() == null ? "0" : "1");
        arguments.add(notBefore == null ? 0 : SortKey.millisFrom(clock.atRedis(notBefore)));
        arguments.add(standing.attempts());
        arguments.add(mayBeRepeat ? "1" : "0");
        arguments.add(delivery.owner());
        arguments.add(delivery.owner().isEmpty() ? 0 : SortKey.millisFrom(clock.atRedis(delivery.leaseEnds())));
        arguments.add(standing.reason() == null ? "-" : "+" + standing.reason());
    }
}
