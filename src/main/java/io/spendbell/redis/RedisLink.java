package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
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

    private final Vertx vertx;
    private final RedisConfig config;
    private final String purpose;
    private final RedisLinkOptions options;
    private final Function<RedisConnection, Future<?>> prepare;
    private final Context own;
    private @Nullable Line line;
    private String whyAway = "not opened";
    private long awaySinceNanos;
    private boolean closed;

    /** A connection and the client that made it. */
    private static final class Line {
        private final Redis client;
        private final RedisConnection connection;

        Line(Redis client, RedisConnection connection) {
            this.client = client;
            this.connection = connection;
        }
    }

    /** A link for commands. */
    public RedisLink(Vertx vertx, RedisConfig config, String purpose, RedisLinkOptions options) {
        this(vertx, config, purpose, options, connection -> Future.succeededFuture());
    }

    /**
     * A link whose connections are prepared for their purpose.
     *
     * @param purpose what it is for, in logs
     * @param prepare is given each new connection, on the link's context, before anything else is sent; a connection for
     *     which it fails is given up
     */
    public RedisLink(
            Vertx vertx,
            RedisConfig config,
            String purpose,
            RedisLinkOptions options,
            Function<RedisConnection, Future<?>> prepare) {
        this.vertx = vertx;
        this.config = config;
        this.purpose = purpose;
        this.options = options;
        this.prepare = prepare;
        this.own = vertx.getOrCreateContext();
    }

    /** Host and port, as they may be shown. */
    public String shown() {
        return config.shown();
    }

    /** Connects for the first time. Where that fails, nothing is tried again. */
    public Future<Void> open() {
        return onOwn(() -> connect().recover(failure -> {
            closed = true;
            return Future.failedFuture(unreachable(failure));
        }));
    }

    /** Sends a command. */
    public Future<Response> send(Request request) {
        return onOwn(() -> {
            Line now = line;
            if (now == null) {
                return Future.failedFuture(new RedisAwayException(described(whyAway)));
            }
            return now.connection
                    .send(request)
                    .timeout(options.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(failure -> {
                        if (failure instanceof TimeoutException) {
                            lost(
                                    now,
                                    "no answer within "
                                            + options.commandTimeout().toMillis() + " ms");
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
        Redis client = Redis.createClient(vertx, options.forClient(config));
        return client.connect()
                .compose(connection -> {
                    Line made = new Line(client, connection);
                    connection.exceptionHandler(failure -> lost(made, reason(failure)));
                    connection.endHandler(ignored -> lost(made, "the connection ended"));
                    return prepare.apply(connection).map(made);
                })
                .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(this::connected)
                .onFailure(failure -> client.close())
                .mapEmpty();
    }

    private void connected(Line made) {
        if (closed) {
            made.client.close();
            return;
        }
        line = made;
        if (awaySinceNanos != 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - awaySinceNanos);
            LOG.info("Redis at {} for {} is back after {} ms", shown(), purpose, millis);
            awaySinceNanos = 0;
        }
    }

    private void lost(Line which, String why) {
        own.runOnContext(ignored -> {
            if (line == which) {
                line = null;
                whyAway = why;
                awaySinceNanos = System.nanoTime();
                LOG.warn("Redis at {} for {} is away: {}", shown(), purpose, why);
                which.client.close();
                tryAgain(options.firstPause());
            }
        });
    }

    private void tryAgain(Duration pause) {
        if (closed) {
            return;
        }
        long most = pause.toMillis();
        long millis = ThreadLocalRandom.current().nextLong(most / 2 + 1, most + 1);
        vertx.setTimer(
                millis,
                ignored -> connect().onFailure(failure -> {
                    whyAway = reason(failure);
                    Duration longer = pause.multipliedBy(2);
                    tryAgain(longer.compareTo(options.longestPause()) < 0 ? longer : options.longestPause());
                }));
    }

    private RedisAwayException unreachable(Throwable failure) {
        return new RedisAwayException(described(reason(failure)));
    }

    private String described(String why) {
        return "redis at " + shown() + ": " + why + " (expected: a Redis that answers)";
    }

    /** Never the client's own words where these may hold what was sent. */
    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + options.connectTimeout().toMillis() + " ms";
        }
        String message = String.valueOf(failure.getMessage());
        String password = config.password();
        return password == null ? message : message.replace(password, "***");
    }

    private <T> Future<T> onOwn(Supplier<Future<T>> work) {
        Context caller = Vertx.currentContext();
        if (caller == own) {
            return work.get();
        }
        Promise<T> promise = Promise.promise();
        own.runOnContext(ignored -> work.get().onComplete(result -> {
            if (caller == null) {
                promise.handle(result);
            } else {
                caller.runOnContext(back -> promise.handle(result));
            }
        }));
        return promise.future();
    }
}
