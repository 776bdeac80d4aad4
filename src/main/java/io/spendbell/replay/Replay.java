package io.spendbell.replay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Sends a trace over one connection: reads ahead on a worker thread, writes at the trace's pace while the connection takes
 * it, and counts what the daemon acknowledges. One object is one replay. {@link #start} may be called from any thread, all
 * else runs on one context.
 */
public final class Replay {
    private static final long ASK_NANOS = 1_000_000_000L;
    private static final int WRITE_BYTES = 1 << 15;
    private static final int LONGEST_REPLY = 1 << 20;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final Trace trace;
    private final ReplayOptions options;
    private final PaceClock clock;
    private final Context context;
    private final NetClient client;
    private final Pace pace;
    private final Totals totals;
    private final Complaints skipped;
    private final Complaints rejections;
    private final Replies replies;
    private final Promise<ReplayReport> ended = Promise.promise();
    private final Deque<TraceEvent> ahead = new ArrayDeque<>();

    private @Nullable EventReader reader;
    private @Nullable Long watchdog;
    private @Nullable String greetingFault;
    private boolean greeted;
    private boolean allRead;
    private boolean allSent;
    private boolean stopped;
    private boolean blocked;
    private long began;
    private long sinceSync;
    private long askedAt;
    private volatile long sent;

    public Replay(Vertx vertx, Trace trace, ReplayOptions options) {
        this(vertx, trace, options, PaceClock.system(vertx));
    }

    Replay(Vertx vertx, Trace trace, ReplayOptions options, PaceClock clock) {
        this.vertx = vertx;
        this.trace = trace;
        this.options = options;
        this.clock = clock;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS).setTcpNoDelay(true));
        this.pace = new Pace(options.speed());
        this.totals = new Totals(options.byTeam());
        this.skipped = new Complaints(options.complaints());
        this.rejections = new Complaints(message -> options.complaints().accept("rejected: " + message));
        this.replies = new Replies(this::faultTold);
    }

    /** Connects and sends. Fails if there is no connection at all; a connection that is lost later is in the report. */
    public Future<ReplayReport> start() {
        // Whatever is thrown on the context would otherwise leave the caller waiting.
        context.exceptionHandler(ended::tryFail);
        context.runOnContext(started -> client.connect(options.port(), options.host())
                .onSuccess(this::connected)
                .onFailure(ended::tryFail));
        return ended.future();
    }

    /** How many events have been written so far; may be asked from any thread. */
    public long sent() {
        return sent;
    }

    private void connected(NetSocket fresh) {
        RecordParser lines = RecordParser.newDelimited("\n", line -> reply(fresh, line));
        lines.maxRecordSize(LONGEST_REPLY).exceptionHandler(failure -> stop("an answer is too long"));
        fresh.handler(lines);
        fresh.exceptionHandler(failure -> stop("connection lost: " + failure.getMessage()));
        fresh.closeHandler(closed -> stop("connection lost"));
        began = clock.nanos();
        greet(fresh);
    }

    /**
     * Asks for a first answer before any event is sent: a daemon that refuses the token closes the connection, and its
     * reason would be lost with what it had not read.
     */
    private void greet(NetSocket to) {
        String token = options.token();
        String shown = token == null ? "" : new JsonObject().put("auth", token).encode() + "\n";
        to.write(shown + replies.sync() + "\n");
        watch();
    }

    private void faultTold(String fault) {
        if (greeted) {
            rejections.add(fault);
        } else {
            greetingFault = fault;
        }
    }

    /** Writes what is due; goes on when there is more to write, room to write it, or its time. */
    private void send(NetSocket to) {
        Buffer lines = Buffer.buffer();
        long wait = 0;
        while (!stopped && lines.length() < WRITE_BYTES && !ahead.isEmpty() && wait == 0) {
            wait = Math.max(0, pace.dueNanos(ahead.getFirst().recorded()) - (clock.nanos() - began));
            if (wait == 0) {
                append(ahead.removeFirst(), lines);
            }
        }
        if (stopped) {
            return;
        }
        if (ahead.isEmpty() && allRead) {
            allSent = true;
            appendSync(lines);
        } else if (isTimeToAsk(wait)) {
            appendSync(lines);
        }
        if (lines.length() > 0) {
            to.write(lines);
        }
        watch();
        if (!allSent) {
            goOn(to, wait);
        }
    }

    private void goOn(NetSocket to, long wait) {
        if (to.writeQueueFull()) {
            blocked = true;
            watch();
            to.drainHandler(drained -> {
                blocked = false;
                progressed();
                send(to);
            });
        } else if (wait > 0) {
            clock.after(wait, () -> send(to));
        } else if (ahead.isEmpty()) {
            worker(this::readAhead)
                    .onSuccess(slice -> {
                        ahead.addAll(slice.events());
                        allRead = slice.isLast();
                        send(to);
                    })
                    .onFailure(failure -> stop("the trace could not be read on: " + failure.getMessage()));
        } else {
            context.runOnContext(next -> send(to));
        }
    }

    private void append(TraceEvent event, Buffer lines) {
        lines.appendString(event.json()).appendByte((byte) '\n');
        totals.add(event);
        countSent();
        if (++sinceSync >= options.syncEvery()) {
            appendSync(lines);
        }
    }

    /** At a slow pace a barrier a second, and one before a pause, so that what is acknowledged keeps up with what is sent. */
    private boolean isTimeToAsk(long wait) {
        return wait > 0 && sinceSync > 0 && (wait >= ASK_NANOS || clock.nanos() - askedAt >= ASK_NANOS);
    }

    private void appendSync(Buffer lines) {
        sinceSync = 0;
        askedAt = clock.nanos();
        lines.appendString(replies.sync()).appendByte((byte) '\n');
    }

    // Only the context writes; others read for the progress.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countSent() {
        sent++;
    }

    private void reply(NetSocket from, Buffer line) {
        if (stopped) {
            return;
        }
        String fault = replies.take(line.toString());
        if (fault != null) {
            stop(fault);
            return;
        }
        progressed();
        if (!greeted && replies.areComplete()) {
            greeted = true;
            replies.forget();
            began = clock.nanos();
            askedAt = began;
            send(from);
        } else if (allSent && replies.areComplete()) {
            stop(null);
        }
    }

    /** Gives up if the daemon owes an answer, or room to write, for too long. */
    private void watch() {
        if (!stopped && watchdog == null && (blocked || !replies.areComplete())) {
            Duration patience = options.patience();
            watchdog = vertx.setTimer(Math.max(1, patience.toMillis()), fired -> {
                watchdog = null;
                stop("no answer for " + patience.toSeconds() + " s");
            });
        }
    }

    private void progressed() {
        if (watchdog != null) {
            vertx.cancelTimer(watchdog);
            watchdog = null;
        }
        watch();
    }

    private void stop(@Nullable String failure) {
        if (stopped) {
            return;
        }
        stopped = true;
        Duration took = Duration.ofNanos(clock.nanos() - began);
        progressed();
        rejections.close(replies.rejected());
        skipped.close(skipped.count());
        worker(this::closeReader)
                .eventually(() -> client.close())
                .onComplete(closed -> ended.tryComplete(report(took, explained(failure))));
    }

    private @Nullable String explained(@Nullable String failure) {
        return failure == null || greeted || greetingFault == null ? failure : failure + ": " + greetingFault;
    }

    private ReplayReport report(Duration took, @Nullable String failure) {
        return new ReplayReport(
                sent,
                replies.accepted(),
                replies.rejected(),
                skipped.count(),
                took,
                totals.usd(),
                totals.teams(),
                failure);
    }

    private Slice readAhead() throws IOException {
        if (reader == null) {
            reader = trace.open(options.shift(), skipped::add);
        }
        return Slice.of(reader);
    }

    private boolean closeReader() throws IOException {
        if (reader != null) {
            reader.close();
        }
        return true;
    }

    /** On a worker thread, one after another. */
    private <T> Future<T> worker(Callable<T> blocking) {
        return context.executeBlocking(blocking, true);
    }
}
