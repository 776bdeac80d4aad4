package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertJson;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.store.Outbox;
import io.spendbell.store.core.SortKey;
import io.spendbell.store.core.UnreadableAlerts;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outbox, one script a step. Requests for very many deliveries are done in slices, each a step of its own. */
final class RedisOutbox implements Outbox {
    private static final int SLICE = 500;
    private static final int OLDEST_LOOKED_FOR = 1_000;
    private static final int MOST_SLICES = 1_000;

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final Destinations destinations;
    private final UnreadableAlerts unreadable;

    RedisOutbox(
            Function<Request, Future<Response>> redis,
            Keys keys,
            Destinations destinations,
            UnreadableAlerts unreadable) {
        this.unreadable = unreadable;
        this.redis = redis;
        this.keys = keys;
        this.destinations = destinations;
    }

    @Override
    public Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max) {
        Leasing asked = new Leasing(redis, keys, unreadable, destination, owner, now, until, max);
        return asked.slices()
                .compose(leased -> asked.unreadable().isEmpty()
                        ? Future.succeededFuture(leased)
                        : settle(asked.unreadable(), owner).map(leased));
    }

    @Override
    public Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until) {
        return runSliced(
                Script.RENEW,
                byDestination(ids),
                List.of(owner, SortKey.millisFrom(until)),
                SLICE,
                (destination, answer) -> {});
    }

    @Override
    public Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        Set<DeliveryId> begun = new HashSet<>();
        List<Object> first = List.of(owner, SortKey.millisFrom(repeatAt));
        return runSliced(
                        Script.BEGIN,
                        byDestination(ids),
                        first,
                        SLICE,
                        (destination, answer) ->
                                answer.forEach(alert -> begun.add(new DeliveryId(alert.toString(), destination))))
                .map(begun);
    }

    private static Map<String, List<Object>> byDestination(Collection<DeliveryId> ids) {
        Map<String, List<Object>> alerts = new LinkedHashMap<>();
        for (DeliveryId id : ids) {
            alerts.computeIfAbsent(id.destination(), name -> new ArrayList<>()).add(id.alertId());
        }
        return alerts;
    }

    @Override
    public Future<Void> settle(Collection<Settlement> settlements, String owner) {
        Map<String, List<Object>> settled = new LinkedHashMap<>();
        try {
            for (Settlement settlement : settlements) {
                settled.computeIfAbsent(settlement.id().destination(), name -> new ArrayList<>())
                        .addAll(arguments(settlement));
            }
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return runSliced(Script.SETTLE, settled, List.of(owner), 5 * SLICE, (destination, answer) -> {});
    }

    private static List<Object> arguments(Settlement settlement) {
        String alert = settlement.id().alertId();
        if (settlement instanceof Settlement.Delivered) {
            return List.of(alert, "delivered", "", "", "");
        }
        if (settlement instanceof Settlement.Retry retry) {
            return List.of(
                    alert, "retry", SortKey.millisFrom(retry.notBefore()), retry.mayBeRepeat() ? 1 : 0, retry.reason());
        }
        if (settlement instanceof Settlement.Parked parked) {
            return List.of(alert, "parked", "", "", parked.reason());
        }
        return List.of(alert, "released", "", "", "");
    }

    private Future<Void> runSliced(
            Script script,
            Map<String, List<Object>> byDestination,
            List<Object> first,
            int size,
            BiConsumer<String, Response> eachAnswer) {
        List<Future<Response>> calls = new ArrayList<>();
        byDestination.forEach((destination, all) -> {
            List<String> names = keys.outbox(destination);
            names.add(keys.ofDestination("done", destination));
            for (List<Object> slice : Part.sliced(all, size)) {
                List<Object> arguments =
                        Stream.concat(first.stream(), slice.stream()).toList();
                calls.add(script.run(redis, names, arguments).map(answer -> {
                    eachAnswer.accept(destination, answer);
                    return answer;
                }));
            }
        });
        return Future.all(calls).mapEmpty();
    }

    @Override
    public Future<Set<String>> destinations() {
        return destinations.all().map(Set::copyOf);
    }

    @Override
    public Future<Backlog> backlog(String destination, Instant now) {
        return Script.BACKLOG
                .run(redis, keys.outbox(destination), List.of(OLDEST_LOOKED_FOR))
                .map(answer -> {
                    String oldest = answer.get(2).toString();
                    return new Backlog(
                            answer.get(0).toLong(),
                            answer.get(1).toLong(),
                            oldest.isEmpty() ? null : SortKey.readTime(oldest, 1));
                });
    }

    @Override
    public Future<List<View>> list(@Nullable String destination, int offset, int limit) {
        return destinations(destination).compose(names -> {
            List<Listing> parts = new ArrayList<>();
            for (String part : List.of("ready", "waiting", "parked")) {
                names.forEach(name -> parts.add(new Listing(name, part)));
            }
            return listFrom(parts, 0, offset, limit, new ArrayList<>());
        });
    }

    private record Listing(String destination, String part) {}

    private Future<List<String>> destinations(@Nullable String only) {
        return only == null ? destinations.all() : Future.succeededFuture(List.of(only));
    }

    private Future<List<View>> listFrom(List<Listing> parts, int at, int skip, int limit, List<View> page) {
        if (at == parts.size() || page.size() >= limit) {
            return Future.succeededFuture(page);
        }
        Listing part = parts.get(at);
        return Script.LIST
                .run(
                        redis,
                        keys.outbox(part.destination(), "alerts"),
                        List.of(part.part(), skip, Math.min(SLICE, limit - page.size())))
                .compose(answer -> {
                    int passed = answer.get(0).toInteger();
                    int given = (answer.size() - 1) / 3;
                    for (int i = 1; i < answer.size(); i += 3) {
                        addView(page, part.destination(), answer, i);
                    }
                    return given == SLICE
                            ? listFrom(parts, at, skip + given, limit, page)
                            : listFrom(parts, at + 1, skip - passed, limit, page);
                });
    }

    private void addView(List<View> page, String destination, Response answer, int at) {
        String record = answer.get(at).toString();
        if (!record.isEmpty()) {
            DeliveryRecord kept = DeliveryRecord.of(record);
            DeliveryId id = new DeliveryId(answer.get(at + 1).toString(), destination);
            Alert alert = shown(id.alertId(), record, answer.get(at + 2).toBytes());
            page.add(new View(id, alert, kept.state(), kept.attempts(), kept.notBefore(), kept.reason()));
        }
    }

    private Alert shown(String id, String record, byte[] json) {
        try {
            return AlertJson.read(json);
        } catch (UnreadableAlertException e) {
            return unreadable.inPlaceOf(id, record, e);
        }
    }

    @Override
    public Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now) {
        return destinations(destination)
                .compose(names -> Future.all(
                        names.stream().map(name -> retryAt(name, alertId)).toList()))
                .map(counts -> counts.<Integer>list().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }

    private Future<Integer> retryAt(String destination, @Nullable String alertId) {
        return alertId == null
                ? retrySlices(destination, "waiting", 0, MOST_SLICES)
                        .compose(waiting -> retrySlices(destination, "parked", 0, MOST_SLICES)
                                .map(parked -> waiting + parked))
                : Script.RETRY
                        .run(redis, keys.outbox(destination), List.of("alert", alertId, 0))
                        .map(answer -> answer.get(0).toInteger());
    }

    /** Slice by slice, so that what else waits for Redis has its turn in between. */
    private Future<Integer> retrySlices(String destination, String part, int skip, int slices) {
        return Script.RETRY
                .run(redis, keys.outbox(destination), List.of(part, skip, SLICE))
                .compose(answer -> {
                    int done = answer.get(0).toInteger();
                    int left = answer.get(1).toInteger();
                    return answer.get(2).toString().equals("1") && slices > 1
                            ? retrySlices(destination, part, skip + left, slices - 1)
                                    .map(more -> done + more)
                            : Future.succeededFuture(done);
                });
    }
}
