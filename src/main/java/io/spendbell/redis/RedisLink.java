package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A connection that is lost, and one whose server has not answered in time, is given up together with its client, and a new
 * client is made: a pool would hand the hanging connection out again. Of one loss the client tells up to three times.
 */
/**
 * One connection to Redis for one purpose. Once opened it comes back by itself until it is closed; what is asked while it is
 * away fails at once. Safe for use from any thread; futures complete on the caller's context where it has one.
 */
public final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private static final String A_REPLICA = "it is a replica, and takes no writes";

    private final Vertx vertx;
    private final RedisConfig config;
    private final String purpose;
    private final RedisLinkOptions options;
    private final Use use;
    private final Context own;
    private @Nullable Line line;
    private volatile @Nullable String fault = "not opened";
    private String whyAway = "not opened";
    private long awaySinceNanos;
    private boolean wasConnected;
    private boolean closed;
    private boolean needsMaster;
    private int attempts;

    /** What the link's connections are for. It is told on the link's context. */
    interface Use {
        /** A use that sends commands and gets answers. */
        Use COMMANDS = new Use() {};

        /** How the client is to be made. */
        default RedisOptions client(RedisLinkOptions options, RedisConfig config, int attempt) {
            return options.forClient(config, attempt);
        }

        /** Prepares a new connection, before anything else is sent; one for which it fails is given up. */
        default Future<?> prepare(RedisConnection connection) {
            return Future.succeededFuture();
        }

        /** A connection is there and prepared. */
        default void up() {}

        /** The connection is lost; or it was the first attempt, and there is none yet. */
        default void lost(String why) {}
    }

    /** A connection and the client that made it. */
    private static final class Line {
        private final Redis client;
        private final RedisConnection connection;
        private boolean isLost;

        Line(Redis client, RedisConnection connection) {
            this.client = client;
            this.connection = connection;
        }
    }

    /**
     * A link for commands.
     *
     * @param purpose what it is for, in logs
     */
    public RedisLink(Vertx vertx, RedisConfig config, String purpose, RedisLinkOptions options) {
        this(vertx, config, purpose, options, Use.COMMANDS);
    }

    RedisLink(Vertx vertx, RedisConfig config, String purpose, RedisLinkOptions options, Use use) {
        this.vertx = vertx;
        this.config = config;
        this.purpose = purpose;
        this.options = options;
        this.use = use;
        this.own = vertx.getOrCreateContext();
    }

    /** Host and port, as they may be shown. */
    public String shown() {
        return config.shown();
    }

    /** Why there is no connection at the moment, or null where there is one. */
    public @Nullable String fault() {
        return fault;
    }

    /**
     * Connects for the first time. Where that fails, nothing is tried again until this is called again: with a {@link RedisAwayException} where
     * that may help, else with a {@link RedisUnusableException}. Once connected, a later call tells whether it still is.
     */
    public Future<Void> open() {
        return onOwn(() -> {
            if (wasConnected) {
                return line == null
                        ? Future.failedFuture(new RedisAwayException(described(whyAway)))
                        : Future.succeededFuture();
            }
            return connect().recover(failure -> Future.failedFuture(unreachable(failure)));
        });
    }

    /** Connects, and where that fails tries again until it is closed. */
    void openSoonerOrLater() {
        own.runOnContext(ignored -> connect().onFailure(failure -> away(reason(failure))));
    }

    /** Lets go of the present connection and makes another one. */
    void giveUp(String why) {
        onOwn(() -> {
            Line now = line;
            if (now != null) {
                lost(now, why);
            }
            return Future.<Void>succeededFuture();
        });
    }

    /** Sends a command. */
    public Future<Response> send(Request request) {
        return sent(connection -> connection.send(request));
    }

    /** Sends a command that names no key: in Cluster to each master, since it would go to any node; elsewhere to the one server. */
    public Future<List<Response>> sendToMasters(Request request) {
        return sent(connection -> onMasters(connection, request));
    }

    private Future<List<Response>> onMasters(RedisConnection connection, Request request) {
        return config.mode() == RedisConfig.Mode.CLUSTER
                ? RedisCluster.create(connection).onAllMasterNodes(request)
                : connection.send(request).map(List::of);
    }

    private <T> Future<T> sent(Function<RedisConnection, Future<T>> sending) {
        return onOwn(() -> {
            Line now = line;
            if (now == null) {
                return Future.failedFuture(new RedisAwayException(described(whyAway)));
            }
            return sending.apply(now.connection)
                    .timeout(options.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(failure -> {
                        if (failure instanceof TimeoutException) {
                            lost(
                                    now,
                                    "no answer within "
                                            + options.commandTimeout().toMillis() + " ms");
                        } else if (WriteRefusal.of(failure) == WriteRefusal.READONLY) {
                            lostToMaster(now);
                        }
                    });
        });
    }

    /** Lets go of the connection for good. */
    public Future<Void> close() {
        return onOwn(() -> {
            closed = true;
            Line now = line;
            line = null;
            whyAway = "closed";
            return now == null ? Future.succeededFuture() : now.client.close();
        });
    }

    private Future<Void> connect() {
        RedisOptions forClient = use.client(options, config, attempts++);
        Redis client;
        try {
            client = Redis.createClient(vertx, forClient);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return client.connect()
                .recover(failure -> FirstNode.explain(vertx, forClient, failure))
                .compose(connection -> prepared(new Line(client, connection)))
                .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .compose(this::connected)
                .onFailure(failure -> client.close());
    }

    /** A server that wants a password lets in whoever has none, and refuses only the first command. */
    private Future<Line> prepared(Line made) {
        made.connection.exceptionHandler(failure -> lost(made, reason(failure)));
        made.connection.endHandler(ignored -> lost(made, "the connection ended"));
        return made.connection
                .send(Request.cmd(Command.PING))
                .compose(ignored -> refuseReplica(made.connection))
                .compose(ignored -> use.prepare(made.connection))
                .map(made);
    }

    private Future<Void> connected(Line made) {
        if (closed || made.isLost) {
            return Future.failedFuture("the connection ended");
        }
        line = made;
        wasConnected = true;
        fault = null;
        if (awaySinceNanos != 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - awaySinceNanos);
            LOG.info("Redis at {} for {} is back after {} ms", shown(), purpose, millis);
            awaySinceNanos = 0;
        }
        use.up();
        return Future.succeededFuture();
    }

    private void lost(Line which, String why) {
        own.runOnContext(ignored -> {
            which.isLost = true;
            if (line == which) {
                line = null;
                which.client.close();
                away(why);
            }
        });
    }

    /** A server that has become a replica keeps its connections; there may be a master at the same address by now, or later. */
    private void lostToMaster(Line which) {
        needsMaster = true;
        lost(which, A_REPLICA);
    }

    private Future<?> refuseReplica(RedisConnection connection) {
        return needsMaster
                ? onMasters(connection, Request.cmd(Command.INFO).arg("replication"))
                        .compose(all ->
                                all.stream().anyMatch(info -> info.toString().contains("role:slave"))
                                        ? Future.failedFuture(new RedisAwayException(A_REPLICA))
                                        : Future.succeededFuture())
                : Future.succeededFuture();
    }

    private void away(String why) {
        if (closed) {
            return;
        }
        whyAway = why;
        fault = described(why);
        awaySinceNanos = System.nanoTime();
        LOG.warn("Redis at {} for {} is away: {}", shown(), purpose, why);
        use.lost(why);
        tryAgain(options.firstPause());
    }

    private void tryAgain(Duration pause) {
        if (closed) {
            return;
        }
        long most = pause.toMillis();
        long millis = ThreadLocalRandom.current().nextLong(most / 2 + 1, most + 1);
        vertx.setTimer(
                millis,
                ignored -> again().onFailure(failure -> {
                    whyAway = reason(failure);
                    fault = described(whyAway);
                    Duration longer = pause.multipliedBy(2);
                    tryAgain(longer.compareTo(options.longestPause()) < 0 ? longer : options.longestPause());
                }));
    }

    private Future<Void> again() {
        return closed ? Future.succeededFuture() : connect();
    }

    private RuntimeException unreachable(Throwable failure) {
        whyAway = reason(failure);
        String described = described(whyAway);
        fault = described;
        return Outage.isOne(failure) ? new RedisAwayException(described) : new RedisUnusableException(described);
    }

    private String described(String why) {
        String rule = why.contains("NOPERM") ? "the rights that docs/redis.md lists" : "a Redis that answers";
        return "redis at " + shown() + ": " + why + " (expected: " + rule + ")";
    }

    /** Says of an error with which a command was answered where it came from. */
    public RedisUnusableException refused(Throwable error) {
        return new RedisUnusableException(described(reason(error)));
    }

    /** Never the client's own words where these may hold what was sent. */
    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + options.connectTimeout().toMillis() + " ms";
        }
        WriteRefusal refusal = WriteRefusal.of(failure);
        if (refusal != null) {
            return refusal.toString();
        }
        return Reason.of(failure, config);
    }

    private <T> Future<T> onOwn(Supplier<Future<T>> work) {
        Context caller = Vertx.currentContext();
        // What fails at once fails the future too.
        Future<Void> turn = Future.succeededFuture();
        if (caller == own) {
            return turn.compose(mine -> work.get());
        }
        Promise<T> promise = CallerContext.promise();
        own.runOnContext(ignored -> turn.compose(mine -> work.get()).onComplete(promise));
        return promise.future();
    }
}
