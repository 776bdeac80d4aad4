package io.spendbell.ingest;

import io.spendbell.redis.RedisAwayException;
import io.spendbell.redis.RedisStream;
import io.spendbell.redis.StreamEntry;
import io.spendbell.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one stream as one consumer of a group, as far as there is room. After each connection, and whenever entries were claimed,
 * left pending, or are pending and not known here, it reads what is pending for it before it goes on with new ones. While some of it may be what ends
 * whoever takes it up, one such entry at a time is under way and nothing else. Confined to one context.
 */
final class StreamReader implements RedisStream.Listener, Solitude.Member {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
    private static final int MOST_UNDER_WAY = 1_000;
    private static final int MOST_AT_ONCE = 64;
    private static final long PAUSE_MILLIS = 500;
    private static final String FIRST = "0";

    private final Vertx vertx;
    private final Context context;
    private final String name;
    private final Store store;
    private final IntakeBudget budget;
    private final StreamTimes times;
    private final StreamMetrics metrics;
    private final ComplaintLog complaints;
    private final RedisStream stream;
    private final StreamEntries entries;
    private final SuspectEntries suspects = new SuspectEntries();
    private final Solitude solitude;

    private @Nullable Long timer;
    private @Nullable String pendingAfter;
    private boolean mayHavePending;
    private boolean oneAlone;
    private boolean isUp;
    private boolean wasUp;
    private boolean reading;
    private boolean waitsForRoom;
    private long claimsFromNanos = System.nanoTime();
    private @Nullable Promise<Void> closing;

    /**
     * A reader that does nothing before {@link #open}.
     *
     * @param stream makes the stream that tells this reader how it stands
     * @param entries makes what deals with the stream's entries and tells when there is room for more
     */
    StreamReader(
            Vertx vertx,
            String name,
            Store store,
            IntakeBudget budget,
            StreamTimes times,
            StreamMetrics metrics,
            ComplaintLog complaints,
            Solitude solitude,
            Function<RedisStream.Listener, RedisStream> stream,
            EntriesOf entries) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.name = name;
        this.store = store;
        this.budget = budget;
        this.times = times;
        this.metrics = metrics;
        this.complaints = complaints;
        this.solitude = solitude;
        this.stream = stream.apply(this);
        this.entries = entries.of(this.stream, this::read);
        solitude.join(this);
    }

    /** Makes what deals with a stream's entries. */
    @FunctionalInterface
    interface EntriesOf {
        StreamEntries of(RedisStream stream, Runnable room);
    }

    RedisStream stream() {
        return stream;
    }

    void open() {
        stream.open();
        tickLater();
    }

    /** Reads no more, and waits for what is under way. */
    Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        closing = promise;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        if (!reading) {
            promise.complete();
        }
        return promise.future().compose(read -> entries.finish()).eventually(stream::close);
    }

    @Override
    public void up() {
        LOG.info("This replica reads the stream {}", name);
        metrics.read(true);
        isUp = true;
        mayHavePending = true;
        if (wasUp) {
            claimsFromNanos = System.nanoTime() + times.claimable().toNanos();
            read();
        } else {
            wasUp = true;
            reading = true;
            stream.beginLife().transform(begun -> claim()).onComplete(claimed -> readOn());
        }
    }

    @Override
    public void down(String why) {
        metrics.read(false);
        isUp = false;
        read();
    }

    @Override
    public boolean isIdle() {
        return !reading && entries.underWay() == 0;
    }

    @Override
    public void goOn() {
        read();
    }

    private void read() {
        int room = MOST_UNDER_WAY - entries.underWay();
        if (closing != null || reading || room <= 0 || !mayReadOn()) {
            return;
        }
        if (budget.isExhausted()) {
            waitForRoom();
            return;
        }
        reading = true;
        entries.readBegins();
        if (mayHavePending && pendingAfter == null) {
            mayHavePending = false;
            pendingAfter = FIRST;
        }
        int most = Math.min(room, MOST_AT_ONCE);
        store.epoch()
                .compose(epoch -> readSome(most, epoch))
                .onSuccess(read -> readOn())
                .onFailure(this::failed);
    }

    /** While one is handled alone nothing is read, and none is handled alone while anything else is under way, in all streams. */
    private boolean mayReadOn() {
        if (oneAlone && entries.underWay() > 0) {
            return false;
        }
        oneAlone = false;
        if (!isUp || !suspects.areWaiting()) {
            solitude.leave(this);
        }
        if (!solitude.mayRead(this)) {
            solitude.tellOwner();
            return false;
        }
        boolean isNextAlone = suspects.areWaiting() && pendingAfter == null && !mayHavePending;
        return isUp && (!isNextAlone || (entries.underWay() == 0 && solitude.enter(this)));
    }

    private Future<List<StreamEntry>> readSome(int most, String epoch) {
        if (pendingAfter != null) {
            return readPending(pendingAfter, most, epoch);
        }
        return suspects.areWaiting() ? readAlone(epoch) : readNew(most, epoch);
    }

    private Future<List<StreamEntry>> readNew(int most, String epoch) {
        return stream.readNew(most).onSuccess(read -> {
            readNextWhatIsLeft(read);
            take(read, epoch);
        });
    }

    /** What found no room in the answer is pending; the first of an answer always has room. */
    private void readNextWhatIsLeft(List<StreamEntry> read) {
        for (int i = 1; i < read.size() && pendingAfter == null; i++) {
            if (read.get(i).isLeft()) {
                pendingAfter = read.get(i - 1).id();
            }
        }
    }

    private Future<List<StreamEntry>> readPending(String after, int most, String epoch) {
        return stream.readPending(after, most, SuspectEntries.ALONE_FROM).onSuccess(read -> {
            pendingAfter = read.isEmpty() ? null : read.get(read.size() - 1).id();
            SuspectEntries.Sorted sorted = suspects.sort(read, entries::isUnderWay);
            entries.giveUp(sorted.givenUp());
            take(sorted.together(), epoch);
        });
    }

    private Future<List<StreamEntry>> readAlone(String epoch) {
        oneAlone = true;
        String id = suspects.next();
        complaints.complain(
                "Stream " + name + ": the entry " + id + " is handled alone, for consumers may have ended on it");
        return stream.readAlone(id, suspects.begins(id)).onSuccess(read -> take(read, epoch));
    }

    private void take(List<StreamEntry> read, String epoch) {
        if (!read.isEmpty()) {
            entries.take(read, epoch);
        }
    }

    private void readOn() {
        reading = false;
        if (closing != null) {
            closing.tryComplete();
        }
        read();
    }

    /** What was read may have got lost on its way: then it is pending. */
    private void failed(Throwable failure) {
        mayHavePending = true;
        pendingAfter = null;
        complain("it could not be read", failure);
        if (closing != null) {
            closing.tryComplete();
        }
        vertx.setTimer(PAUSE_MILLIS, ignored -> readOn());
    }

    /** That Redis is away is said by the link. */
    private void complain(String what, Throwable failure) {
        if (isUp && !(failure instanceof RedisAwayException)) {
            complaints.complain("Stream " + name + ": " + what + ": " + failure.getMessage());
        }
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            budget.whenThereIsRoom(context, () -> {
                waitsForRoom = false;
                read();
            });
        }
    }

    private void tickLater() {
        timer = vertx.setTimer(times.tick().toMillis(), ignored -> {
            mayHavePending |= entries.leftAnyPending();
            claim().onComplete(claimed -> {
                if (closing == null) {
                    tickLater();
                    read();
                }
            });
        });
    }

    /**
     * Takes over what the dead have left behind, as much as there is room for; and learns whether something is pending for this
     * consumer that it knows nothing of, because Redis answered to a connection that was given up.
     */
    private Future<?> claim() {
        if (!isUp || System.nanoTime() - claimsFromNanos < 0) {
            return Future.succeededFuture();
        }
        boolean mayTake = !oneAlone && !suspects.areWaiting();
        int room = mayTake ? Math.max(0, MOST_UNDER_WAY - entries.underWay()) : 0;
        if (room == 0) {
            return stream.beHeardOf().onFailure(failure -> complain("no sign of life could be given", failure));
        }
        return stream.claim(times.claimable(), room)
                .onSuccess(claimed -> {
                    metrics.countClaimed(claimed.entries());
                    mayHavePending |=
                            claimed.entries() > 0 || !claimed.old().stream().allMatch(entries::isUnderWay);
                })
                .onFailure(failure -> complain("nothing could be claimed", failure));
    }
}
