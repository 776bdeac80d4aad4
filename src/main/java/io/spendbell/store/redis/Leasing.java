package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.core.SortKey;
import io.spendbell.store.core.UnreadableAlerts;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to lease deliveries of a destination, and what came of it so far: a slice at a time, each in one step. */
final class Leasing {
    private static final int SLICE = 500;
    private static final int MOST_PROMOTIONS = 40;

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final UnreadableAlerts reasons;
    private final String destination;
    private final String owner;
    private final Instant now;
    private final Instant until;
    private final int most;
    private final List<Delivery> leased = new ArrayList<>();
    private final List<Settlement> unreadable = new ArrayList<>();

    Leasing(
            Function<Request, Future<Response>> redis,
            Keys keys,
            UnreadableAlerts reasons,
            String destination,
            String owner,
            Instant now,
            Instant until,
            int most) {
        this.redis = redis;
        this.keys = keys;
        this.reasons = reasons;
        this.destination = destination;
        this.owner = owner;
        this.now = now;
        this.until = until;
        this.most = most;
    }

    /** What becomes of those that were leased and whose alerts cannot be read. */
    List<Settlement> unreadable() {
        return unreadable;
    }

    /** Leases all; fails where a newer version has written there. */
    Future<Leased> slices() {
        return slice(0);
    }

    private int left() {
        return most - leased.size() - unreadable.size();
    }

    private Future<Leased> slice(int promotions) {
        int asked = Math.min(SLICE, left());
        return Script.LEASE
                .run(
                        redis,
                        keys.outbox(destination, "alerts", "meta", "lease:" + Outbox.rightToTellDigests(destination)),
                        List.of(
                                owner,
                                now.toEpochMilli(),
                                SortKey.millisFrom(until),
                                asked,
                                SLICE,
                                promotions < MOST_PROMOTIONS ? 1 : 0,
                                Format.OWN,
                                Outbox.rightEnds(until).toEpochMilli() - now.toEpochMilli()))
                .compose(answer -> switch (answer.get(0).toString()) {
                    case "newer" -> Format.refused(keys, answer.get(1));
                    case "more" ->
                        promotions < MOST_PROMOTIONS
                                ? slice(promotions + 1)
                                : Future.failedFuture("lease: more is due (expected: what is ready by now)");
                    default -> take(answer, asked, promotions);
                });
    }

    private Future<Leased> take(Response answer, int asked, int promotions) {
        int given = (answer.size() - 2) / 4;
        for (int i = 2; i < answer.size(); i += 4) {
            add(answer, i);
        }
        return given == asked && left() > 0
                ? slice(promotions)
                : Future.succeededFuture(new Leased(leased, time(answer.get(1))));
    }

    private void add(Response answer, int at) {
        DeliveryId id = new DeliveryId(answer.get(at).toString(), destination);
        int attempts = answer.get(at + 2).toInteger();
        try {
            Alert alert = AlertJson.read(answer.get(at + 1).toBytes());
            boolean mayBeRepeat = answer.get(at + 3).toString().equals("1");
            leased.add(new Delivery(id, alert, attempts, mayBeRepeat));
        } catch (UnreadableAlertException e) {
            unreadable.add(reasons.settlement(id, e, now));
        }
    }

    private static @Nullable Instant time(Response millis) {
        String text = millis.toString();
        return text.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(text));
    }
}
