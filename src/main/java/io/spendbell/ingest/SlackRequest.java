package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.Event;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.Feed;
import io.spendbell.event.SlackText;
import io.spendbell.ingest.spool.Spool;
import io.spendbell.ingest.spool.SpooledLines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message that is posted as to a Slack webhook, and answered as Slack would: JSON, or a form whose {@code payload} is JSON.
 * Confined to its context.
 */
final class SlackRequest implements BodyStream.Sink, HttpWork {
    /** The longest message: all that Slack's text may be, escaped. */
    static final int LONGEST = 1 << 20;

    private static final String FORM = "payload=";

    private final Vertx vertx;
    private final HttpShared shared;
    private final EventVocabulary vocabulary;
    private final Intake intake;
    private final boolean besidesCalls;
    private final Answer answer;
    private final Runnable over;
    private final Buffer message = Buffer.buffer();
    private final RequestRoom room;
    private @Nullable BodyStream body;
    private boolean finished;

    /**
     * A request that is not read yet.
     *
     * @param besidesCalls whether what LiteLLM's calls tell as well is left out
     * @param over is told when nothing of it is under way any more
     */
    SlackRequest(
            Vertx vertx,
            HttpShared shared,
            EventVocabulary vocabulary,
            Intake intake,
            boolean besidesCalls,
            Answer answer,
            Runnable over) {
        this.vertx = vertx;
        this.shared = shared;
        this.vocabulary = vocabulary;
        this.intake = intake;
        this.besidesCalls = besidesCalls;
        this.answer = answer;
        this.over = over;
        this.room = new RequestRoom(vertx, shared, this::hasRoom);
    }

    void read(BodyStream stream) {
        body = stream;
        stream.start();
    }

    @Override
    public void stop() {
        if (body != null) {
            body.fail(Refusal.CLOSED, "service_unavailable");
        }
    }

    @Override
    public void slice(byte[] bytes, int length) {
        message.appendBytes(bytes, 0, length);
        room.hold(message.length());
    }

    @Override
    public boolean isReady() {
        return room.isThere();
    }

    private void hasRoom() {
        if (body != null) {
            body.proceed();
        }
    }

    @Override
    public void ended() {
        String text = text();
        if (text == null) {
            failed(Refusal.UNREADABLE, "invalid_payload");
        } else if (text.isBlank()) {
            failed(Refusal.UNREADABLE, "no_text");
        } else {
            take(text);
        }
    }

    /** Whatever the fault is by which a message cannot be read, it is refused alone. */
    private @Nullable Event read(String text) {
        try {
            return SlackText.read(text, vocabulary);
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    @Override
    public void failed(Refusal why, String error) {
        refuse(why, why == Refusal.TOO_LARGE ? "payload_too_large" : error);
        finish();
    }

    @Override
    public void cut() {
        answer.forgo();
        finish();
    }

    private void take(String text) {
        shared.heard().note(Feed.MESSAGES, shared.clock().instant());
        Event event = read(text);
        if (event == null) {
            failed(Refusal.UNREADABLE, "invalid_payload");
        } else if (besidesCalls && event instanceof AlertEvent alert && ToldByCalls.includes(alert)) {
            shared.metrics().countToldByCalls();
            answer.text(200, "ok");
            finish();
        } else {
            hand(text, event);
        }
    }

    private void hand(String text, Event event) {
        long bytes = message.length();
        shared.budget().take(bytes);
        long patience = vertx.setTimer(
                shared.limits().commit().toMillis(), ignored -> refuse(Refusal.NOT_STORED, "service_unavailable"));
        accept(text, event).onComplete(result -> {
            vertx.cancelTimer(patience);
            shared.budget().giveBack(bytes);
            if (result.succeeded()) {
                shared.metrics().events().countAccepted(1);
                answer.text(200, "ok");
            } else {
                refuse(shared.isSpoolWanted() ? Refusal.NOT_SPOOLED : Refusal.CLOSED, "service_unavailable");
            }
            finish();
        });
    }

    private Future<Intake.Reply> accept(String text, Event event) {
        Spool spool = shared.spool();
        if (spool == null) {
            return intake.accept(List.of(event));
        }
        String id = UUID.randomUUID().toString();
        Instant now = shared.clock().instant();
        return new SpoolingIntake(vertx, spool, intake, shared.budget())
                .accept(
                        List.of(new SpooledLines(vocabulary).slack(text, id, now)),
                        SpooledLines.ofSlack(text, id, now));
    }

    private void refuse(Refusal why, String error) {
        if (!answer.isGiven()) {
            shared.metrics().countRefused(why);
            answer.text(why.status(), error);
        }
    }

    private void finish() {
        if (!finished) {
            finished = true;
            room.leave();
            over.run();
        }
    }

    /** The message's text, empty where it has none; null where it is no message. */
    private @Nullable String text() {
        try {
            String raw = message.toString(StandardCharsets.UTF_8).strip();
            String json = raw.startsWith(FORM)
                    ? URLDecoder.decode(raw.substring(FORM.length()).split("&", 2)[0], StandardCharsets.UTF_8)
                    : raw;
            Object text = new JsonObject(json).getValue("text");
            return text instanceof String written ? written : "";
        } catch (DecodeException | IllegalArgumentException e) {
            return null;
        }
    }
}
