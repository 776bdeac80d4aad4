package io.spendbell.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read in slices, inflated where it is gzip, and no faster than its sink takes them. Bounded in length,
 * inflated or not, and in time. Confined to its context.
 */
final class BodyStream {
    private static final int INFLATED_SLICE = 1 << 15;

    /** The slice, and the window of the inflater. */
    private static final int INFLATER_BYTES = 2 * INFLATED_SLICE;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpLimits limits;
    private final int longest;
    private final Sink sink;
    private boolean isGzip;
    private @Nullable GzipInflater gzip;
    private byte[] inflated = {};
    private long received;
    private long produced;
    private boolean pending;
    private boolean done;
    private boolean paused;
    private @Nullable Long deadline;
    private @Nullable Long impatience;

    /** Takes what comes; after {@link #ended}, {@link #failed} or {@link #cut} nothing does. */
    interface Sink {
        /** The first {@code length} bytes of an array that is valid during the call only. */
        void slice(byte[] bytes, int length);

        /** Whether more can be taken at once; if not, {@link #proceed} is called when it can. */
        boolean isReady();

        void ended();

        /** It cannot be read to its end. */
        void failed(Refusal why, String error);

        /** The client is gone. */
        void cut();
    }

    /**
     * A body that is not read yet.
     *
     * @param longest how many bytes it may have, inflated or not
     */
    BodyStream(Vertx vertx, HttpServerRequest request, HttpLimits limits, int longest, Sink sink) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
        this.longest = longest;
        this.sink = sink;
    }

    /** Begins to read. To be called while the request is handed over, before any of its body comes. */
    void start() {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip"))) {
            isGzip = true;
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            fail(Refusal.UNKNOWN_ENCODING, "Content-Encoding: not known (expected: gzip, or none)");
            return;
        }
        if (statedLength() > longest) {
            failTooLarge();
            return;
        }
        deadline = vertx.setTimer(limits.body().toMillis(), ignored -> late());
        request.exceptionHandler(ignored -> {
            if (finish()) {
                sink.cut();
            }
        });
        request.endHandler(ignored -> complete());
        request.handler(this::chunk);
        proceed();
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
    }

    /** Goes on, if the sink is ready. */
    void proceed() {
        while (!done && pending && sink.isReady()) {
            inflate();
        }
        if (done) {
            return;
        }
        if (pending || !sink.isReady()) {
            pause();
        } else if (paused) {
            resume();
        }
    }

    /** Gives up, if it has not been read to its end yet. */
    void fail(Refusal why, String error) {
        if (finish()) {
            sink.failed(why, error);
        }
    }

    private void chunk(Buffer chunk) {
        if (done) {
            return;
        }
        received += chunk.length();
        if (received > longest) {
            failTooLarge();
            return;
        }
        byte[] bytes = chunk.getBytes();
        if (isGzip) {
            gzip().give(bytes);
            pending = true;
        } else {
            sink.slice(bytes, bytes.length);
        }
        proceed();
    }

    /** Made when there is something to inflate: of those that wait to be read, none takes the memory for it. */
    private GzipInflater gzip() {
        GzipInflater made = gzip;
        if (made == null) {
            made = new GzipInflater();
            inflated = new byte[INFLATED_SLICE];
            gzip = made;
        }
        return made;
    }

    /** How many bytes of memory it takes to inflate it. */
    int memory() {
        return gzip == null ? 0 : INFLATER_BYTES;
    }

    private void inflate() {
        GzipInflater inflating = gzip;
        if (inflating == null) {
            return;
        }
        try {
            int count = inflating.inflate(inflated);
            produced += count;
            pending = count > 0;
            if (produced > longest) {
                failTooLarge();
            } else if (count > 0) {
                sink.slice(inflated, count);
            }
        } catch (DataFormatException e) {
            fail(Refusal.UNREADABLE, "body: not gzip, or damaged (expected: what Content-Encoding says)");
        }
    }

    private void complete() {
        if (isGzip && !done && !gzip().isWhole()) {
            fail(Refusal.UNREADABLE, "body: its gzip ends early (expected: all of it)");
        } else if (finish()) {
            sink.ended();
        }
    }

    private void late() {
        if (paused) {
            deadline = vertx.setTimer(limits.body().toMillis(), ignored -> late());
        } else {
            fail(
                    Refusal.TOO_SLOW,
                    "body: not complete (expected: within " + limits.body().toSeconds() + " s)");
        }
    }

    private void failTooLarge() {
        fail(Refusal.TOO_LARGE, "body: longer than allowed (expected: at most " + longest + " bytes, inflated too)");
    }

    private void pause() {
        if (!paused) {
            paused = true;
            request.pause();
            readSocket(false);
            impatience = vertx.setTimer(limits.room().toMillis(), ignored -> {
                impatience = null;
                fail(Refusal.FULL, "intake: full (expected: to be asked again later)");
            });
        }
    }

    private void resume() {
        paused = false;
        stopWaiting();
        readSocket(true);
        request.resume();
    }

    /** Vert.x alone would read on until it holds sixteen pieces, of each request that waits. */
    private void readSocket(boolean goesOn) {
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channel().config().setAutoRead(goesOn);
        }
    }

    private void stopWaiting() {
        if (impatience != null) {
            vertx.cancelTimer(impatience);
            impatience = null;
        }
    }

    /** Whether it was not done before. */
    private boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        if (deadline != null) {
            vertx.cancelTimer(deadline);
        }
        stopWaiting();
        if (paused) {
            readSocket(true);
        }
        if (gzip != null) {
            gzip.close();
        }
        return true;
    }

    private long statedLength() {
        String stated = request.getHeader("Content-Length");
        try {
            return stated == null ? 0 : Long.parseLong(stated);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
