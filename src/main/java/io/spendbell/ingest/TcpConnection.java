package io.spendbell.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.config.Secret;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.SyncEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: lines in, acknowledgements and error replies out. It stops reading while too much of it, or of all
 * connections together, is not acknowledged yet, and while its client does not read its replies; a client that goes on not
 * reading them is closed. Confined to its context.
 */
final class TcpConnection implements LineFramer.Lines {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int MOST_UNDER_WAY_BYTES = 1 << 17;
    private static final long SECOND_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final NetSocketInternal socket;
    private final Tcp settings;
    private final LoopShare loop;
    private final EventDecoder decoder;
    private final Intake intake;
    private final IntakeBudget budget;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private final LineFramer framer;
    private final Acknowledgements acknowledgements;
    private final ErrorReplies errors;
    private final ClientReplies replies;
    private final ClientDeadlines deadlines;
    private final Promise<Void> closed = Promise.promise();

    private boolean authenticated;
    private boolean finishing;
    private boolean inputEnded;
    private boolean paused;
    private boolean waitsForRoom;
    private long lineNumber;
    private long underWayBytes;
    private long barrierBytes;
    private Instant arrival = Instant.EPOCH;
    private LineBatch read = LineBatch.first();

    /** What was read when there was no room for what it would come to: as it came, it takes the least. */
    private final Queue<ByteBuf> unread = new ArrayDeque<>();

    /**
     * A connection.
     *
     * @param loop of the event loop that this is made on
     */
    TcpConnection(Vertx vertx, NetSocket socket, TcpIngest shared, LoopShare loop) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.socket = (NetSocketInternal) socket;
        this.settings = shared.settings();
        this.loop = loop;
        this.decoder = loop.decoder();
        this.intake = shared.intake();
        this.budget = shared.budget();
        this.metrics = shared.metrics();
        this.clock = shared.clock();
        this.framer = new LineFramer(settings.maxLineBytes());
        this.replies = new ClientReplies(vertx, this.socket, shared.patience().reply(), metrics);
        this.deadlines = new ClientDeadlines(shared.patience(), System.nanoTime());
        this.errors = new ErrorReplies(replies::reply);
        this.acknowledgements = new Acknowledgements(this::synced, this::rejectedLate);
        this.authenticated = settings.token() == null;
    }

    void open() {
        socket.exceptionHandler(
                failure -> LOG.debug("Connection from {}: {}", socket.remoteAddress(), failure.getMessage()));
        socket.shutdownHandler(ignored -> finish());
        socket.closeHandler(ignored -> ended());
        // Vert.x's own buffers are copied to the heap, a new one for each read.
        socket.messageHandler(this::received);
        keepWritingAfterEndOfInput();
    }

    Future<Void> whenClosed() {
        return closed.future();
    }

    /**
     * A client may end its side and still wait for answers, as {@code nc -N} does. Vert.x would close the socket at once;
     * only Netty's own option and event tell the two ends apart.
     */
    private void keepWritingAfterEndOfInput() {
        socket.channelHandlerContext().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        socket.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                inputEnded = true;
                closeWhenAnswered();
            }
        });
    }

    /** Reads no more, answers what was read, then closes. */
    void finish() {
        finishing = true;
        pause();
        closeWhenAnswered();
    }

    /** A client's end of input may overtake what it sent before, which waits to be read while this is paused. */
    private void closeWhenAnswered() {
        boolean allRead = finishing || (inputEnded && !paused);
        if (allRead && acknowledgements.areComplete() && !replies.areOver()) {
            errors.flush();
            replies.close();
        }
    }

    private void received(Object message) {
        if (!replies.areOver() && message instanceof ByteBuf bytes && (budget.isExhausted() || !unread.isEmpty())) {
            unread.add(bytes);
            adjustReading();
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        try {
            if (!replies.areOver() && message instanceof ByteBuf bytes) {
                arrival = clock.instant();
                int length = bytes.readableBytes();
                long linesBefore = lineNumber;
                framer.feed(loop.readBuffer().filledFrom(bytes), length, this);
                submit();
                deadlines.read(framer.isInLine(), lineNumber > linesBefore, System.nanoTime());
                if (!replies.areOver()) {
                    loop.unfinishedLines().note(this, framer.heldBytes());
                }
                adjustReading();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** Closes the connection where its client has shown no token or not ended a line in time. */
    void closeIfOutOfTime(long nowNanos) {
        if (replies.areOver() || finishing) {
            return;
        }
        if (paused) {
            deadlines.readsNothing(nowNanos);
            return;
        }
        ClientDeadlines.Late late = deadlines.late(authenticated, nowNanos);
        if (late != null) {
            refuse(late.reason(), late.error(), lineNumber + 1);
        }
    }

    /** For when all connections' unfinished lines have become too much together. */
    void closeForUnfinishedLines() {
        refuse(
                IngestMetrics.Closed.UNFINISHED_LINES,
                "line: not ended, as too many others (expected: a line feed soon)",
                lineNumber + 1);
    }

    @Override
    public void line(byte[] buffer, int offset, int length) {
        lineNumber++;
        if (replies.areOver() || isBlank(buffer, offset, length)) {
            return;
        }
        if (!authenticated) {
            authenticate(buffer, offset, length);
            return;
        }
        try {
            Event event = decoder.decode(buffer, offset, length, arrival);
            if (event instanceof SyncEvent sync) {
                submit();
                acknowledgements.sync(sync.id());
                countBarriers();
            } else {
                read.add(event, lineNumber, length);
            }
        } catch (InvalidEventException e) {
            reject(e.getMessage());
        }
    }

    @Override
    public void tooLong() {
        lineNumber++;
        if (!authenticated) {
            refuseToken();
        } else if (!replies.areOver()) {
            reject("line: longer than allowed (expected: at most " + settings.maxLineBytes() + " bytes)");
        }
    }

    private void authenticate(byte[] buffer, int offset, int length) {
        Secret token = settings.token();
        authenticated = token != null && TokenLine.isRight(buffer, offset, length, token);
        if (!authenticated) {
            refuseToken();
        }
    }

    private void refuseToken() {
        refuse(
                IngestMetrics.Closed.WRONG_TOKEN,
                "auth: wrong or missing token (expected: {\"auth\":\"<token>\"} as the first line)",
                lineNumber);
    }

    /** One error, then the end. */
    private void refuse(IngestMetrics.Closed reason, String error, long line) {
        if (replies.areOver()) {
            return;
        }
        metrics.countClosed(reason);
        loop.complaints().complain("Closed the connection from " + socket.remoteAddress() + ": " + error);
        loop.unfinishedLines().note(this, 0);
        replies.end(new JsonObject().put("error", error).put("line", line));
    }

    private void reject(@Nullable String error) {
        acknowledgements.rejectedAtOnce();
        metrics.countRejected(1);
        tell(String.valueOf(error), lineNumber);
    }

    private void rejectedLate(String error, long line) {
        metrics.countRejected(1);
        tell(error, line);
    }

    private void tell(String error, long line) {
        if (errors.tell(error, line, System.nanoTime())) {
            vertx.setTimer(SECOND_MILLIS, ignored -> errors.flush());
        }
    }

    /** Hands over what was decoded since the last time. */
    private void submit() {
        if (read.events().isEmpty()) {
            return;
        }
        LineBatch batch = read;
        read = batch.next();
        underWayBytes += batch.bytes();
        budget.take(batch.bytes());
        Acknowledgements.Batch pending = acknowledgements.batch(batch.events().size(), batch.lines());
        intake.accept(batch.events()).onComplete(result -> {
            underWayBytes -= batch.bytes();
            budget.giveBack(batch.bytes());
            if (result.succeeded()) {
                settled(batch, pending, result.result().rejections());
            } else {
                LOG.debug(
                        "Connection from {}: {}",
                        socket.remoteAddress(),
                        result.cause().getMessage());
                metrics.countClosed(IngestMetrics.Closed.FAILED);
                replies.close();
                acknowledgements.giveUp();
                countBarriers();
            }
        });
    }

    /** Barriers that wait take memory as events do. */
    private void countBarriers() {
        long more = acknowledgements.barrierBytes() - barrierBytes;
        barrierBytes += more;
        underWayBytes += more;
        if (more > 0) {
            budget.take(more);
        } else if (more < 0) {
            budget.giveBack(-more);
        }
    }

    private void settled(LineBatch batch, Acknowledgements.Batch pending, List<Intake.Rejection> rejections) {
        metrics.countAccepted(batch.events().size() - rejections.size());
        acknowledgements.settle(pending, rejections);
        countBarriers();
        adjustReading();
        closeWhenAnswered();
    }

    private void synced(String id, long accepted, long rejected) {
        errors.flush();
        replies.reply(
                new JsonObject().put("synced", id).put("accepted", accepted).put("rejected", rejected));
    }

    private void adjustReading() {
        if (replies.areOver()) {
            return;
        }
        if (replies.areFull()) {
            pause();
            replies.whenRead(this::adjustReading);
        } else if (underWayBytes >= MOST_UNDER_WAY_BYTES) {
            pause();
        } else if (budget.isExhausted()) {
            pause();
            waitForRoom();
        } else if (!finishing) {
            readOn();
        }
    }

    private void readOn() {
        ByteBuf next = unread.poll();
        if (next != null) {
            take(next);
            closeWhenAnswered();
        } else if (paused) {
            paused = false;
            socket.resume();
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            socket.pause();
        }
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            budget.whenThereIsRoom(context, () -> {
                waitsForRoom = false;
                adjustReading();
            });
        }
    }

    private void ended() {
        replies.ended();
        loop.unfinishedLines().note(this, 0);
        unread.forEach(ByteBuf::release);
        unread.clear();
        // What waits to be read is released on its way through the handler.
        socket.resume();
        closed.tryComplete();
    }

    private static boolean isBlank(byte[] buffer, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
                return false;
            }
        }
        return true;
    }
}
