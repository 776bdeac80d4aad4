package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.alerting.StreamIntake;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import io.spendbell.redis.RedisStream;
import io.spendbell.redis.StreamEntry;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a stream's entries once they are read. Each is under way until it is acknowledged; one that cannot be, because
 * the daemon stops or Redis is away, is left pending, to be read again. Confined to one context.
 */
final class StreamEntries {
    private static final int DEAD_LETTERS_KEPT = 1_000;
    private static final int LONGEST_KEPT = 65_536;
    private static final String NO_EVENT = "event: missing (expected: a field that holds one event as JSON)";
    private static final String ENDS_CONSUMERS =
            "entry: handed out 5 times and never acknowledged (whoever takes it ends)";
    private static final String TOO_LONG =
            "event: longer than allowed (expected: at most " + RedisStream.LONGEST_EVENT + " bytes)";

    private final String name;
    private final String group;
    private final RedisStream stream;
    private final NoSyncDecoder decoder;
    private final StreamIntake intake;
    private final Store store;
    private final IntakeBudget budget;
    private final InstantSource clock;
    private final WayMetrics metrics;
    private final StreamMetrics streamMetrics;
    private final ComplaintLog complaints;
    private final Runnable room;

    private final Set<String> underWay = new HashSet<>();
    /** Dealt with, but a read that is going on may bring them again. */
    private final Set<String> dealtWith = new HashSet<>();

    private boolean anyLeftPending;
    private @Nullable Promise<Void> idle;

    /**
     * Entries of one stream.
     *
     * @param room is told when entries were dealt with
     */
    StreamEntries(
            String name,
            String group,
            RedisStream stream,
            EventDecoder decoder,
            StreamIntake intake,
            Store store,
            IntakeBudget budget,
            InstantSource clock,
            WayMetrics metrics,
            StreamMetrics streamMetrics,
            ComplaintLog complaints,
            Runnable room) {
        this.name = name;
        this.group = group;
        this.stream = stream;
        this.decoder = new NoSyncDecoder(decoder);
        this.intake = intake;
        this.store = store;
        this.budget = budget;
        this.clock = clock;
        this.metrics = metrics;
        this.streamMetrics = streamMetrics;
        this.complaints = complaints;
        this.room = room;
    }

    int underWay() {
        return underWay.size() - dealtWith.size();
    }

    /** Whether an entry was taken; it may be dealt with since the last read began. */
    boolean isUnderWay(String id) {
        return underWay.contains(id);
    }

    /** A read begins: what was dealt with until now it will not bring. */
    void readBegins() {
        underWay.removeAll(dealtWith);
        dealtWith.clear();
    }

    /** Whether entries were left pending since this was asked last. */
    boolean leftAnyPending() {
        boolean left = anyLeftPending;
        anyLeftPending = false;
        return left;
    }

    /** Entries that were decoded, and what they need while they are under way. */
    private static final class Taken {
        final List<Event> events = new ArrayList<>();
        final List<String> ids = new ArrayList<>();
        final Map<String, String> refused = new LinkedHashMap<>();
        long bytes;
    }

    /**
     * Deals with entries but for those that are under way already, and those that are left to be read again.
     *
     * @param epoch the store's, before they were read
     */
    void take(List<StreamEntry> entries, String epoch) {
        Instant now = clock.instant();
        Taken taken = new Taken();
        for (StreamEntry entry : entries) {
            if (!entry.isLeft() && underWay.add(entry.id())) {
                decode(entry, now, taken);
            }
        }
        budget.take(taken.bytes);
        List<String> refused = List.copyOf(taken.refused.keySet());
        Future<Void> accepted = taken.events.isEmpty() ? Future.succeededFuture() : handOver(taken, epoch);
        Future<Void> parked = park(taken.refused).onComplete(ignored -> dealtWith(refused));
        Future.join(accepted, parked).onComplete(ignored -> {
            budget.giveBack(taken.bytes);
            room.run();
        });
    }

    /** Moves entries to the dead letters that nobody lives to acknowledge. */
    void giveUp(List<String> ids) {
        Map<String, String> reasons = new LinkedHashMap<>();
        ids.stream().filter(underWay::add).forEach(id -> reasons.put(id, ENDS_CONSUMERS));
        if (!reasons.isEmpty()) {
            park(reasons).onComplete(parked -> {
                dealtWith(List.copyOf(reasons.keySet()));
                room.run();
            });
        }
    }

    private void decode(StreamEntry entry, Instant now, Taken taken) {
        Buffer event = entry.event();
        if (event == null || entry.isTooLong()) {
            taken.refused.put(entry.id(), entry.isTooLong() ? TOO_LONG : NO_EVENT);
            return;
        }
        try {
            taken.events.add(decoder.decode(event.getBytes(), 0, event.length(), now));
            taken.ids.add(entry.id());
            taken.bytes += event.length();
        } catch (InvalidEventException e) {
            taken.refused.put(entry.id(), String.valueOf(e.getMessage()));
        }
    }

    private Future<Void> handOver(Taken taken, String epoch) {
        List<Receipt> receipts = taken.ids.stream()
                .map(id -> new Receipt(name, group, id, epoch))
                .toList();
        return intake.accept(taken.events, receipts)
                .compose(reply -> settle(taken, receipts, reply))
                .onFailure(failure -> leavePending("entries are left pending", failure))
                .onComplete(ignored -> dealtWith(taken.ids));
    }

    /** What was rejected late is parked; the rest is acknowledged, unless the store did that when it counted it. */
    private Future<Void> settle(Taken taken, List<Receipt> receipts, Intake.Reply reply) {
        Map<String, String> rejected = new LinkedHashMap<>();
        reply.rejections().forEach(rejection -> rejected.put(taken.ids.get(rejection.index()), rejection.reason()));
        metrics.countAccepted(taken.ids.size() - rejected.size());
        return park(rejected)
                .compose(parked -> store.acknowledgesEntries()
                        ? Future.succeededFuture()
                        : acknowledge(receipts.stream()
                                .filter(receipt -> !rejected.containsKey(receipt.id()))
                                .toList()));
    }

    private Future<Void> acknowledge(List<Receipt> receipts) {
        return receipts.isEmpty()
                ? Future.succeededFuture()
                : stream.acknowledge(receipts.stream().map(Receipt::id).toList())
                        .compose(acknowledged -> store.acknowledged(receipts));
    }

    private Future<Void> park(Map<String, String> reasons) {
        if (reasons.isEmpty()) {
            return Future.succeededFuture();
        }
        return stream.park(reasons, DEAD_LETTERS_KEPT, LONGEST_KEPT)
                .onSuccess(parked -> {
                    metrics.countRejected(parked);
                    streamMetrics.countParked(parked);
                    reasons.forEach((id, reason) -> complaints.complain("Stream " + name + ": the entry " + id
                            + " was moved to " + RedisStream.deadLettersOf(name) + ": " + reason));
                })
                .onFailure(failure -> leavePending("entries that are no events could not be moved away", failure))
                .mapEmpty();
    }

    private void leavePending(String what, Throwable failure) {
        anyLeftPending = true;
        complaints.complain("Stream " + name + ": " + what + ": " + failure.getMessage());
    }

    private void dealtWith(List<String> ids) {
        dealtWith.addAll(ids);
        if (idle != null && underWay() == 0) {
            idle.tryComplete();
        }
    }

    /** Completes once nothing is under way. Nothing is to be taken afterwards. */
    Future<Void> finish() {
        Promise<Void> promise = Promise.promise();
        idle = promise;
        dealtWith(List.of());
        return promise.future();
    }
}
