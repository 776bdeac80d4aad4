package io.spendbell.store.standin;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.redis.CallerContext;
import io.spendbell.redis.RedisLink;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger;
import io.spendbell.store.Outbox;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.Wiped;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.store.redis.RedisStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store in Redis, with one in memory that stands in for it while it is away or takes no writes. */
public final class StandInStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(StandInStore.class);

    /** As long as a post is waited for before it is repeated: far longer than any takes. */
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(30);

    /** A name that no destination's pace has. */
    private static final String NOBODY = "~nobody";

    private final RedisStore redis;
    private final StoreOptions options;
    private final Duration untilSettled;
    private final Decisions decisions = new Decisions();
    private final InstantSource clock;
    private final Paces paces;
    private final Outbox outbox;
    private volatile Consumer<Wiped> onWiped = wiped -> {};
    private @Nullable StandIn standIn;

    /**
     * A store behind a link that was not opened yet.
     *
     * @param namespace what tells this deployment from others on the same Redis
     */
    public StandInStore(Vertx vertx, RedisLink link, String namespace, StoreOptions options, InstantSource clock) {
        this(vertx, link, namespace, options, clock, UNTIL_SETTLED);
    }

    /** @param untilSettled how long posts that are under way when Redis is back may take */
    StandInStore(
            Vertx vertx,
            RedisLink link,
            String namespace,
            StoreOptions options,
            InstantSource clock,
            Duration untilSettled) {
        this.untilSettled = untilSettled;
        this.clock = clock;
        this.paces = new Paces(clock, System::nanoTime);
        this.redis = new RedisStore(vertx, link, namespace, options, clock, decisions);
        this.options = options;
        redis.onWiped(this::wiped);
        this.outbox = new StandInOutbox(redis.outbox(), this::present, decisions);
    }

    private synchronized @Nullable StandIn present() {
        return standIn;
    }

    @Override
    public Future<Void> open() {
        return redis.open();
    }

    @Override
    public Future<Void> close() {
        return redis.close();
    }

    @Override
    public @Nullable String fault() {
        return redis.fault();
    }

    @Override
    public Future<CommitResult> commit(Batch batch, Judge judge, Instant now) {
        return CallerContext.answered(
                giveOver().compose(ignored -> redis.commit(batch, judge, now)).map(result -> committed(batch, result)));
    }

    /** What was told of when it was decided is not told of again. */
    private CommitResult committed(Batch batch, CommitResult result) {
        return new CommitResult(
                result.outcomes(), decisions.committed(batch, result.raised()), result.taken(), result.forgottenIds());
    }

    /** Before anything is committed after an outage ends the standing in, so that no delivery is in two outboxes. */
    private Future<Void> giveOver() {
        StandIn ending = present();
        if (ending == null) {
            return Future.succeededFuture();
        }
        String fault = redis.fault();
        return fault == null
                ? ending.end(untilSettled)
                        .compose(ignored -> paces.handTo(redis))
                        .compose(ignored -> ended(ending))
                : Future.failedFuture(fault);
    }

    /** Of several commits that wait for the end the first one hands over. */
    private synchronized Future<Void> ended(StandIn ending) {
        if (standIn == null) {
            return Future.succeededFuture();
        }
        if (standIn != ending) {
            return Future.failedFuture("Redis went away again");
        }
        standIn = null;
        LOG.info("Redis is back: what was decided without it is committed now");
        return Future.succeededFuture();
    }

    /** Gives up one that had ended when Redis went away again before it was handed over to: the next one goes on with its work. */
    private synchronized void giveUpWhatEnded() {
        if (standIn != null && standIn.hasEnded()) {
            standIn = null;
        }
    }

    @Override
    public Future<Alone> decideAlone(Batch batch, Judge judge) {
        decisions.awaits(batch, judge);
        if (redis.fault() == null) {
            return Future.succeededFuture(Alone.NOT_NEEDED);
        }
        giveUpWhatEnded();
        StandIn here = present();
        Future<List<Raise>> raised = here == null
                ? standIn().decideInOrder(decisions.waiting())
                // One that ends does so with the posts that are under way; the next one decides all that waits then.
                : here.isOver() ? Future.succeededFuture(List.of()) : here.decide(batch, judge);
        return CallerContext.answered(raised).map(raises -> new Alone(true, raises));
    }

    private synchronized StandIn standIn() {
        StandIn here = standIn;
        if (here == null) {
            MemoryStore memory = new MemoryStore(options);
            here = new StandIn(redis.foreseer(), memory, decisions);
            memory.open()
                    .compose(ignored -> tellTime(memory))
                    .compose(ignored -> paces.handTo(memory))
                    .onFailure(failure -> LOG.error("The store in memory did not open", failure));
            standIn = here;
            LOG.warn(
                    "Redis is away or takes no writes: alerts are decided by what this process knows, and delivered from its memory");
        }
        return here;
    }

    /** A store notices that the clock is set back by a later time that it was told before. */
    private Future<Instant> tellTime(MemoryStore memory) {
        return memory.reserveTurn(NOBODY, clock.instant(), Duration.ZERO);
    }

    @Override
    public boolean acknowledgesEntries() {
        return redis.acknowledgesEntries();
    }

    @Override
    public Future<Void> acknowledged(Collection<Receipt> receipts) {
        return redis.acknowledged(receipts);
    }

    @Override
    public Future<Set<String>> seen(Collection<String> eventIds) {
        return redis.seen(eventIds);
    }

    @Override
    public Future<Void> release(AlertKey key) {
        return redis.release(key);
    }

    @Override
    public Future<String> epoch() {
        return redis.epoch();
    }

    @Override
    public void onWiped(Consumer<Wiped> listener) {
        onWiped = listener;
    }

    /** A Redis that was emptied does not know any more whom a destination has told to wait. */
    private void wiped(Wiped wiped) {
        paces.handTo(redis).onFailure(failure -> LOG.warn("Redis was not told who is to wait: {}", failure.toString()));
        onWiped.accept(wiped);
    }

    @Override
    public Future<Void> onUnreadable(Consumer<String> listener) {
        return redis.onUnreadable(listener);
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public Ledger ledger() {
        return redis.ledger();
    }

    @Override
    public Future<List<Alert>> alerts(int offset, int limit) {
        return redis.alerts(offset, limit);
    }

    /** Without Redis each replica has a pace of its own. */
    @Override
    public Future<Instant> reserveTurn(String paceKey, Instant now, Duration interval) {
        return paces.reserveTurn(pacing(), paceKey, now, interval);
    }

    @Override
    public Future<Void> hold(String paceKey, Instant until) {
        return paces.hold(pacing(), paceKey, until);
    }

    private Store pacing() {
        StandIn here = present();
        return here == null ? redis : here.store();
    }

    @Override
    public Future<Boolean> acquire(String lease, String owner, Instant now, Instant until) {
        return redis.acquire(lease, owner, now, until);
    }

    @Override
    public Future<Void> giveUp(String lease, String owner) {
        return redis.giveUp(lease, owner);
    }

    @Override
    public Future<Void> sweep(Instant now) {
        return redis.sweep(now);
    }
}
