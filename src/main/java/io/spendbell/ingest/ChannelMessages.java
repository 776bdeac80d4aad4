package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the messages of channels. Nobody waits for an answer, so what cannot be taken is dropped, counted and said
 * in the log. What one read of a socket brought is handed over as one batch. Confined to one context.
 */
final class ChannelMessages {
    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final String TOO_LONG =
            "message: longer than allowed (expected: at most " + LONGEST_MESSAGE + " bytes)";

    private final Context context;
    private final BodyDecoder decoder;
    private final Intake intake;
    private final IntakeBudget budget;
    private final WayMetrics metrics;
    private final InstantSource clock;
    private final ComplaintLog complaints;
    private List<Event> events = new ArrayList<>();
    private int messages;
    private long bytes;
    private int batchesUnderWay;
    private @Nullable Promise<Void> idle;

    ChannelMessages(
            Vertx vertx,
            EventDecoder decoder,
            Intake intake,
            IntakeBudget budget,
            WayMetrics metrics,
            InstantSource clock) {
        this.context = vertx.getOrCreateContext();
        this.decoder = new BodyDecoder(decoder);
        this.intake = intake;
        this.budget = budget;
        this.metrics = metrics;
        this.clock = clock;
        this.complaints = new ComplaintLog(vertx);
    }

    void take(String channel, byte[] message) {
        if (message.length > LONGEST_MESSAGE) {
            reject("Channel " + channel, List.of(new Intake.Rejection(0, TOO_LONG)));
            return;
        }
        if (budget.isExhausted()) {
            metrics.countDropped(WayMetrics.Dropped.FULL);
            complaints.complain("Channel " + channel + ": a message was dropped: as much is under way as may be");
            return;
        }
        Rejections rejections = new Rejections();
        Body body = decoder.decode(message, clock.instant(), rejections);
        if (!rejections.isEmpty()) {
            metrics.countRejected(rejections.count());
            rejections.named().forEach(each -> complain("Channel " + channel, each));
        }
        if (!body.events().isEmpty()) {
            add(body.events(), message.length);
        }
    }

    /** Completes once all that was taken is durable, or given up. Nothing is to be taken afterwards. */
    Future<Void> finish() {
        Promise<Void> promise = Promise.promise();
        idle = promise;
        submit();
        completeWhenIdle();
        return promise.future().onComplete(ignored -> complaints.close());
    }

    private void add(List<Event> more, long size) {
        budget.take(size);
        if (events.isEmpty()) {
            context.runOnContext(ignored -> submit());
        }
        events.addAll(more);
        messages++;
        bytes += size;
    }

    private void submit() {
        if (events.isEmpty()) {
            return;
        }
        List<Event> batch = events;
        int count = messages;
        long size = bytes;
        events = new ArrayList<>();
        messages = 0;
        bytes = 0;
        batchesUnderWay++;
        intake.accept(batch).onComplete(result -> {
            batchesUnderWay--;
            budget.giveBack(size);
            if (result.succeeded()) {
                settled(batch.size(), result.result().rejections());
            } else {
                metrics.countDropped(WayMetrics.Dropped.FAILED, count);
                complaints.complain(
                        "Messages of channels were dropped: " + result.cause().getMessage());
            }
            completeWhenIdle();
        });
    }

    private void settled(int taken, List<Intake.Rejection> rejections) {
        metrics.countAccepted(taken - rejections.size());
        if (!rejections.isEmpty()) {
            reject("Channels", rejections);
        }
    }

    private void reject(String where, List<Intake.Rejection> rejections) {
        metrics.countRejected(rejections.size());
        rejections.forEach(each -> complain(where, each));
    }

    private void complain(String where, Intake.Rejection rejection) {
        complaints.complain(where + ": an event was rejected: " + rejection.reason());
    }

    private void completeWhenIdle() {
        if (idle != null && batchesUnderWay == 0) {
            idle.tryComplete();
        }
    }
}
