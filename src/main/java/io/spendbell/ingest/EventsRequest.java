package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.EventDecoder;
import io.spendbell.ingest.spool.Spool;
import io.spendbell.ingest.spool.SpooledLines;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code POST /v1/events}: what each slice of its body holds is handed over as one batch, and the answer is given when all
 * of them are durable. What was handed over before a fault of the body counts. Confined to its context.
 */
final class EventsRequest implements BodyStream.Sink, HttpWork {
    private static final long MOST_UNDER_WAY_BYTES = 1 << 18;
    private static final long MOST_TO_DISK_BYTES = 1 << 16;
    private static final String FULL = "intake: full (expected: to be asked again later)";
    private static final Logger LOG = LoggerFactory.getLogger(EventsRequest.class);
    private static final String NOT_SPOOLED =
            "store: away, and no room on disk for what comes (expected: to be asked again later)";
    private static final String EMPTY = "body: empty (expected: an event, an array of events, or one event a line)";
    private static final String NO_EVENT =
            "body: no event in it (expected: an event, an array of events, or one event a line)";

    private final Vertx vertx;
    private final HttpShared shared;
    private final Intake intake;
    private final @Nullable SpoolingIntake spooling;
    private final Answer answer;
    private final Runnable over;
    private final Rejections rejections = new Rejections();
    private final ItemReader reader;
    private final ItemSplitter splitter;
    private final InstantSource clock;
    private final RequestRoom room;

    private @Nullable BodyStream body;
    private boolean complete;
    private boolean finished;
    private long read;
    private long accepted;
    private long underWayBytes;
    private int batchesUnderWay;
    private @Nullable Long patience;

    /**
     * A request that is not read yet.
     *
     * @param over is told when nothing of it is under way any more
     */
    EventsRequest(Vertx vertx, HttpShared shared, EventDecoder decoder, Intake intake, Answer answer, Runnable over) {
        this.vertx = vertx;
        this.shared = shared;
        this.intake = intake;
        this.answer = answer;
        this.over = over;
        this.clock = shared.clock();
        this.room = new RequestRoom(vertx, shared, this::hasRoom);
        Spool spool = shared.spool();
        this.spooling = spool == null ? null : new SpoolingIntake(vertx, spool, intake, shared.budget());
        this.reader = new ItemReader(decoder, rejections, clock.instant(), spool != null);
        this.splitter = new ItemSplitter(reader, EventDecoder.UNREAD);
    }

    void read(BodyStream stream) {
        body = stream;
        stream.start();
    }

    @Override
    public void stop() {
        if (body != null) {
            body.fail(Refusal.CLOSED, HttpIngest.NOT_OPEN);
        }
    }

    @Override
    public void slice(byte[] bytes, int length) {
        reader.arrivedAt(clock.instant());
        splitter.feed(bytes, length);
        room.hold(splitter.heldBytes() + (body == null ? 0 : body.memory()));
        submit();
    }

    @Override
    public boolean isReady() {
        return underWayBytes < (shared.isSpoolWanted() ? MOST_TO_DISK_BYTES : MOST_UNDER_WAY_BYTES) && room.isThere();
    }

    private void hasRoom() {
        if (body != null) {
            body.proceed();
        }
    }

    @Override
    public void ended() {
        if (splitter.isBlank()) {
            reader.broken(EMPTY);
        }
        splitter.end();
        waitForStore();
    }

    private void waitForStore() {
        submit();
        finishReading();
        patience = vertx.setTimer(shared.limits().commit().toMillis(), ignored -> {
            patience = null;
            refuse(
                    Refusal.NOT_STORED,
                    "store: has not taken the events (expected: to be asked again later; it may take them yet)");
        });
        settle();
    }

    @Override
    public void failed(Refusal why, String error) {
        if (why == Refusal.UNREADABLE) {
            reader.broken(error);
            waitForStore();
            return;
        }
        submit();
        finishReading();
        refuse(why, error);
        settle();
    }

    @Override
    public void cut() {
        submit();
        finishReading();
        answer.forgo();
        settle();
    }

    private void finishReading() {
        reader.feeds().forEach(feed -> shared.heard().note(feed, clock.instant()));
        complete = true;
        room.leave();
    }

    private void submit() {
        Body come = reader.take();
        SpoolingIntake spooled = spooling;
        if (spooled == null || come.copies().isEmpty()) {
            submitPlain(come);
            return;
        }
        submitPlain(come.part(false));
        Body liteLlm = come.part(true);
        submit(
                liteLlm,
                events -> spooled.accept(
                        events, SpooledLines.ofEvents(liteLlm.copies().values())));
    }

    /** Its sender can send it again: it may wait in memory for the store, if there is room, but not on disk. */
    private void submitPlain(Body plain) {
        if (shared.isSpoolWanted()
                && !plain.events().isEmpty()
                && shared.budget().isExhausted()) {
            refuse(Refusal.FULL, FULL);
        } else {
            submit(plain, intake);
        }
    }

    private void submit(Body batch, Intake to) {
        if (batch.events().isEmpty()) {
            return;
        }
        read += batch.events().size();
        batchesUnderWay++;
        underWayBytes += batch.bytes();
        shared.budget().take(batch.bytes());
        to.accept(batch.events()).onComplete(result -> {
            batchesUnderWay--;
            underWayBytes -= batch.bytes();
            shared.budget().giveBack(batch.bytes());
            if (result.succeeded()) {
                int taken = batch.settle(result.result(), rejections);
                accepted += taken;
                shared.metrics().events().countAccepted(taken);
            } else {
                fail(result.cause());
            }
            if (body != null) {
                body.proceed();
            }
            settle();
        });
    }

    private void fail(Throwable cause) {
        Spool spool = shared.spool();
        boolean isOpen = !(cause instanceof HttpIngest.NotOpenException);
        if (isOpen && spool != null && spool.isStoreAway()) {
            refuse(Refusal.NOT_SPOOLED, NOT_SPOOLED);
        } else {
            LOG.debug("Events were not taken", cause);
            refuse(Refusal.CLOSED, HttpIngest.NOT_OPEN);
        }
    }

    private void settle() {
        if (!complete || batchesUnderWay > 0 || finished) {
            return;
        }
        finished = true;
        if (patience != null) {
            vertx.cancelTimer(patience);
        }
        shared.metrics().events().countRejected(rejections.count());
        rejections
                .named()
                .forEach(each -> shared.complaints().complain("HTTP: an event was rejected: " + each.reason()));
        if (read == 0 && !rejections.isEmpty()) {
            shared.metrics().countRefused(Refusal.UNREADABLE);
            answer.json(Refusal.UNREADABLE.status(), rejections.addTo(new JsonObject().put("error", NO_EVENT)));
        } else {
            answer.json(200, rejections.addTo(new JsonObject().put("accepted", accepted)));
        }
        over.run();
    }

    private void refuse(Refusal why, String error) {
        if (!answer.isGiven()) {
            shared.metrics().countRefused(why);
            answer.json(why.status(), new JsonObject().put("error", error));
        }
    }
}
