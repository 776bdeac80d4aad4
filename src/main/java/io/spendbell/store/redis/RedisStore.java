package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.redis.CallerContext;
import io.spendbell.redis.Outage;
import io.spendbell.redis.RedisAwayException;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisUnusableException;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger;
import io.spendbell.store.Outbox;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.spendbell.store.StoreAwayException;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.Wiped;
import io.spendbell.store.core.UnreadableAlerts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store in Redis, for any number of replicas. */
public final class RedisStore implements Store {
    private final RedisLink link;
    private final Keys keys;
    private final Context own;
    private final Epoch epoch;
    private final RedisHealth health;
    private final RedisClock redisClock;
    private final Undelivered undelivered = new Undelivered();
    private final UnreadableAlerts unreadable = new UnreadableAlerts();
    private final Restoration restoration;
    private final RedisCommits commits;
    private final Destinations destinations;
    private final Sweep sweep;
    private final Turns turns;
    private final SeenIds seenIds;
    private final AlertHistory history;
    private final Lookout lookout;
    private volatile State state = State.NEW;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    /**
     * A store behind a link that was not opened yet; the store opens and closes it.
     *
     * @param namespace what tells this deployment from others on the same Redis
     * @param clock for what is done here without being asked
     */
    public RedisStore(Vertx vertx, RedisLink link, String namespace, StoreOptions options, InstantSource clock) {
        this(vertx, link, namespace, options, clock, DecidedAlone.NOTHING);
    }

    /**
     * As the other constructor.
     *
     * @param alone what this process decides while Redis is away
     */
    public RedisStore(
            Vertx vertx,
            RedisLink link,
            String namespace,
            StoreOptions options,
            InstantSource clock,
            DecidedAlone alone) {
        this.link = link;
        this.keys = new Keys(namespace);
        this.own = vertx.getOrCreateContext();
        this.health = new RedisHealth(link);
        this.epoch = new Epoch(health::send, keys);
        this.redisClock = new RedisClock(health::send, keys, clock);
        PutBack putBack = new PutBack(health::send, keys, epoch, undelivered, redisClock);
        this.restoration = new Restoration(epoch, putBack);
        this.commits = new RedisCommits(
                health::send,
                keys,
                options,
                epoch,
                alone,
                undelivered,
                restoration,
                redisClock,
                millis -> vertx.timer(millis, TimeUnit.MILLISECONDS));
        this.destinations = new Destinations(this::send, keys);
        this.sweep = new Sweep(this::send, keys, destinations);
        this.turns = new Turns(this::send, keys, redisClock);
        this.seenIds = new SeenIds(this::send, keys);
        this.history = new AlertHistory(this::send, keys, unreadable);
        SetBack setBack = new SetBack(this::send, keys, destinations);
        this.lookout = new Lookout(vertx, health, redisClock, setBack, putBack, restoration, commits, clock);
    }

    @Override
    public Future<Void> open() {
        if (state != State.NEW) {
            return Future.failedFuture("store: opened before (expected: to be opened once)");
        }
        return onOwn(() -> link.open()
                        .compose(ignored -> StartCheck.of(link))
                        .compose(ignored -> redisClock.read())
                        .compose(ignored -> epoch.learn())
                        .<Void>mapEmpty())
                .compose(ignored -> opened())
                .recover(this::notOpened);
    }

    private synchronized Future<Void> opened() {
        if (state != State.NEW) {
            return Future.failedFuture(notOpen());
        }
        state = State.OPEN;
        health.writes();
        own.runOnContext(here -> lookout.open());
        return Future.succeededFuture();
    }

    private Future<Void> notOpened(Throwable failure) {
        Throwable told = health.told(failure);
        String message = String.valueOf(told.getMessage());
        if (state == State.NEW && Outage.isOne(failure)) {
            boolean isExplained = told instanceof RedisAwayException;
            return Future.failedFuture(
                    new StoreAwayException(isExplained ? message : "redis at " + link.shown() + ": " + message));
        }
        Throwable why = failure instanceof Response ? link.refused(failure) : told;
        return close().transform(ignored -> Future.failedFuture(
                why instanceof RedisUnusableException
                        ? new StoreUnusableException(String.valueOf(why.getMessage()), null)
                        : why));
    }

    Keys keys() {
        return keys;
    }

    Undelivered undelivered() {
        return undelivered;
    }

    /** Looks now what time it is at Redis, and whether it is still the one that is known. */
    Future<Boolean> look() {
        return onOwn(lookout::look);
    }

    @Override
    public void onWiped(Consumer<Wiped> listener) {
        restoration.onWiped(listener);
    }

    /** What is under way is given up by the link; what the callers were not told of may have happened. */
    @Override
    public Future<Void> close() {
        return wasClosed()
                ? Future.succeededFuture()
                : onOwn(() -> {
                    lookout.close();
                    return commits.settled().transform(done -> link.close());
                });
    }

    private synchronized boolean wasClosed() {
        boolean was = state == State.CLOSED;
        state = State.CLOSED;
        return was;
    }

    /** One that is not open yet cannot take anything either. */
    @Override
    public @Nullable String fault() {
        String fault = health.fault();
        return fault == null && state == State.NEW ? notOpen() : fault;
    }

    @Override
    public Future<CommitResult> commit(Batch batch, Judge judge, Instant now) {
        return state == State.OPEN
                ? onOwn(() ->
                        commits.commit(batch, judge, now).recover(failure -> Future.failedFuture(health.told(failure))))
                : Future.failedFuture(notOpen());
    }

    /** Decides batches by what this process knows, one on top of the other, whether Redis can be reached or not. */
    public Foreseer foreseer() {
        Foresight foresight = commits.foresight();
        return (batch, judge) -> onOwn(() -> Future.succeededFuture(commits.foresee(foresight, batch, judge)));
    }

    /** Tells what of a batch would ring that Redis has not said to have. */
    @FunctionalInterface
    public interface Foreseer {
        Future<List<Raise>> decide(Batch batch, Judge judge);
    }

    @Override
    public boolean acknowledgesEntries() {
        return true;
    }

    /** Nothing is remembered of a receipt that was used up but that its entry is acknowledged. */
    @Override
    public Future<Void> acknowledged(Collection<Receipt> receipts) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Set<String>> seen(Collection<String> eventIds) {
        return seenIds.among(eventIds);
    }

    @Override
    public Future<Void> release(AlertKey key) {
        String claim = key.canonical();
        return send(Request.cmd(Command.ZREM).arg(keys.named("claims")).arg(Wtf8.encode(claim)))
                .onSuccess(ignored -> own.runOnContext(here -> commits.released(claim)))
                .mapEmpty();
    }

    @Override
    public Future<String> epoch() {
        return state == State.OPEN
                ? onOwn(() -> Future.succeededFuture(epoch.known()))
                : Future.failedFuture(notOpen());
    }

    @Override
    public Outbox outbox() {
        return new RememberingOutbox(
                new ClockedOutbox(new RedisOutbox(this::send, keys, destinations, unreadable), redisClock),
                undelivered);
    }

    @Override
    public Future<Void> onUnreadable(Consumer<String> listener) {
        unreadable.onFound(listener);
        return Future.succeededFuture();
    }

    @Override
    public Ledger ledger() {
        return new RedisLedger(this::send, keys);
    }

    @Override
    public Future<List<Alert>> alerts(int offset, int limit) {
        return history.list(offset, limit);
    }

    @Override
    public Future<Instant> reserveTurn(String paceKey, Instant now, Duration interval) {
        return turns.reserve(paceKey, now, interval);
    }

    @Override
    public Future<Void> hold(String paceKey, Instant until) {
        return turns.hold(paceKey, until);
    }

    @Override
    public Future<Boolean> acquire(String lease, String owner, Instant now, Instant until) {
        return turns.lease(
                lease, owner, Math.max(1, Duration.between(now, until).toMillis()));
    }

    @Override
    public Future<Void> giveUp(String lease, String owner) {
        return turns.lease(lease, owner, 0).mapEmpty();
    }

    @Override
    public Future<Void> sweep(Instant now) {
        return sweep.at(now, redisClock.atRedis(now));
    }

    private Future<Response> send(Request request) {
        return state == State.OPEN ? health.send(request) : Future.failedFuture(notOpen());
    }

    private String notOpen() {
        return "store: " + (state == State.NEW ? "not open yet" : "closed") + " (expected: open)";
    }

    private <T> Future<T> onOwn(Supplier<Future<T>> work) {
        Promise<T> promise = CallerContext.promise();
        // What fails at once fails the future too.
        Future<Void> turn = Future.succeededFuture();
        own.runOnContext(ignored -> turn.compose(mine -> work.get()).onComplete(promise));
        return promise.future();
    }
}
