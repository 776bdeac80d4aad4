package io.spendbell.reporting;

import io.spendbell.alert.Times;
import io.spendbell.event.Feed;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The silence of one feed: expected to end once any replica was told something by it, until nothing was for a month. While nothing comes in by any way, that is
 * told in its place. Confined to one context.
 */
final class FeedSilence implements SilenceWatch.Watched {
    private static final Duration EXPECTED_FOR = Duration.ofDays(30);

    private final Store store;
    private final Feed feed;
    private final Supplier<Instant> lastHeard;
    private final BooleanSupplier isAllWatched;

    /**
     * That of a feed.
     *
     * @param lastHeard when this process was told something by it last
     * @param isAllWatched whether it is told that nothing comes in by any way
     */
    FeedSilence(Store store, Feed feed, Supplier<Instant> lastHeard, BooleanSupplier isAllWatched) {
        this.store = store;
        this.feed = feed;
        this.lastHeard = lastHeard;
        this.isAllWatched = isAllWatched;
    }

    @Override
    public String hold() {
        return "~silence:" + feed.label();
    }

    @Override
    public String rule() {
        return "silent:" + feed.label();
    }

    @Override
    public String notice(Duration silence) {
        return "No " + feed.item() + " has come in for " + Times.length(silence)
                + ", and they did before: what only these tell may be missing.";
    }

    @Override
    public Future<Boolean> isExpected(Instant now) {
        return isHeld(expected(), now)
                .compose(isKnown -> isKnown && isAllWatched.getAsBoolean()
                        ? isHeld(SilenceWatch.AnyWay.HOLD, now)
                        : Future.succeededFuture(isKnown));
    }

    /** That a process began to listen makes it no feed that is there. */
    @Override
    public Future<Void> heard(Instant last, Duration silence) {
        Instant heard = lastHeard.get();
        return heard.equals(Instant.MIN)
                ? Future.succeededFuture()
                : store.hold(expected(), heard.plus(silence).plus(EXPECTED_FOR));
    }

    private String expected() {
        return "~heard:" + feed.label();
    }

    private Future<Boolean> isHeld(String hold, Instant now) {
        return store.reserveTurn(hold, now, Duration.ZERO).map(free -> free.isAfter(now));
    }
}
