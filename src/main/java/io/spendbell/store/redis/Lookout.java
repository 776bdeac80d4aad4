package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again what time it is at Redis, whether it takes writes, and whether it is still the one that is known,
 * whoever commits or does not. Each look begins after the last one has ended. Confined to one context.
 */
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final long BETWEEN_LOOKS_MILLIS = 5_000;

    /** As long as nothing can be written, how often is tried whether it can. */
    private static final long BETWEEN_TRIES_MILLIS = 500;

    private final Vertx vertx;
    private final RedisHealth health;
    private final RedisClock redisClock;
    private final SetBack setBack;
    private final PutBack putBack;
    private final Restoration restoration;
    private final RedisCommits commits;
    private final InstantSource clock;
    private boolean closed;

    Lookout(
            Vertx vertx,
            RedisHealth health,
            RedisClock redisClock,
            SetBack setBack,
            PutBack putBack,
            Restoration restoration,
            RedisCommits commits,
            InstantSource clock) {
        this.vertx = vertx;
        this.health = health;
        this.redisClock = redisClock;
        this.setBack = setBack;
        this.putBack = putBack;
        this.restoration = restoration;
        this.commits = commits;
        this.clock = clock;
    }

    void open() {
        tryLater(BETWEEN_LOOKS_MILLIS / BETWEEN_TRIES_MILLIS);
    }

    void close() {
        closed = true;
    }

    /** Looks when it is time, or when somebody was refused a write meanwhile. */
    private void tryLater(long triesLeft) {
        vertx.setTimer(BETWEEN_TRIES_MILLIS, timer -> {
            if (closed) {
                return;
            }
            if (triesLeft > 1 && !health.refuses()) {
                tryLater(triesLeft - 1);
            } else {
                look().onComplete(ignored -> open());
            }
        });
    }

    Future<Boolean> look() {
        return redisClock
                .read()
                .onSuccess(ignored -> health.writes())
                .compose(setBack::notice)
                .compose(ignored -> putBack.forgetWhatIsGone())
                .compose(isCurrent -> isCurrent && !restoration.isUnderWay()
                        ? Future.succeededFuture(true)
                        : commits.restoreIfWiped(clock.instant()))
                .onFailure(failure -> LOG.debug("Whether Redis was emptied is not known", failure));
    }
}
