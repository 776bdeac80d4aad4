package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.EventDecoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Events over Vert.x's event bus, local or clustered, in any form that {@link MessageBytes} reads. A request is answered once
 * all is durable. The event bus has no back-pressure: what comes while as much is under way as may be is refused with {@link #FULL}
 * or, where nobody waits for an answer, dropped, counted and said in the log, as is what of such a message is no event.
 */
public final class EventBusIngestVerticle extends VerticleBase {
    /** Failure code: nothing more is taken in at the moment. */
    public static final int FULL = 503;

    /** Failure code: the message cannot be read as events at all. */
    public static final int UNREADABLE = 400;

    /** Failure code: the message is longer than {@link MessageBytes#LONGEST}. */
    public static final int TOO_LONG = 413;

    private final String address;
    private final BodyDecoder decoder;
    private final Intake intake;
    private final IntakeBudget budget;
    private final WayMetrics metrics;
    private final InstantSource clock;
    private @Nullable MessageConsumer<Object> consumer;
    private @Nullable ComplaintLog complaints;
    private int underWay;
    private @Nullable Promise<Void> idle;

    public EventBusIngestVerticle(
            String address,
            EventDecoder decoder,
            Intake intake,
            IntakeBudget budget,
            WayMetrics metrics,
            InstantSource clock) {
        this.address = address;
        this.decoder = new BodyDecoder(decoder);
        this.intake = intake;
        this.budget = budget;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        complaints = new ComplaintLog(vertx);
        MessageConsumer<Object> registered = vertx.eventBus().consumer(address, this::received);
        consumer = registered;
        return registered.completion();
    }

    /** Takes no more messages, and answers those that were taken. */
    @Override
    public Future<?> stop() {
        Promise<Void> promise = Promise.promise();
        idle = promise;
        Future<Void> unregistered = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return unregistered.eventually(() -> {
            if (underWay == 0) {
                promise.tryComplete();
            }
            return promise.future().onComplete(ignored -> {
                if (complaints != null) {
                    complaints.close();
                }
            });
        });
    }

    private void received(Message<Object> message) {
        if (budget.isExhausted()) {
            refuse(message, FULL, "intake: full (expected: to be asked again later)", WayMetrics.Dropped.FULL);
            return;
        }
        try {
            byte[] bytes = MessageBytes.of(message);
            Rejections rejections = new Rejections();
            take(message, decoder.decode(bytes, clock.instant(), rejections), rejections, bytes.length);
        } catch (MessageBytes.UnfitException e) {
            reject(message, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private void reject(Message<Object> message, int code, String why) {
        metrics.countRejected(1);
        if (message.replyAddress() == null) {
            complain("a message was rejected: " + why);
        } else {
            message.fail(code, why);
        }
    }

    private void take(Message<Object> message, Body body, Rejections rejections, long bytes) {
        underWay++;
        budget.take(bytes);
        Future<Intake.Reply> judged = body.events().isEmpty()
                ? Future.succeededFuture(Intake.Reply.ALL_ACCEPTED)
                : intake.accept(body.events());
        judged.onComplete(result -> {
            underWay--;
            budget.giveBack(bytes);
            if (result.succeeded()) {
                int accepted = body.settle(result.result(), rejections);
                metrics.countAccepted(accepted);
                metrics.countRejected(rejections.count());
                if (message.replyAddress() != null) {
                    message.reply(rejections.addTo(new JsonObject().put("accepted", accepted)));
                } else {
                    rejections.named().forEach(each -> complain("an event was rejected: " + each.reason()));
                }
            } else {
                refuse(message, FULL, String.valueOf(result.cause().getMessage()), WayMetrics.Dropped.FAILED);
            }
            if (idle != null && underWay == 0) {
                idle.tryComplete();
            }
        });
    }

    private void refuse(Message<Object> message, int code, String why, WayMetrics.Dropped reason) {
        if (message.replyAddress() == null) {
            metrics.countDropped(reason);
            complain("a message was dropped: " + why);
        } else {
            message.fail(code, why);
        }
    }

    private void complain(String what) {
        if (complaints != null) {
            complaints.complain("Event bus, " + address + ": " + what);
        }
    }
}
