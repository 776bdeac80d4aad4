package io.spendbell.redis;

import io.spendbell.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

/*
 * That a subscription stands is said by a push, not by an answer. Commands with answers are not sent on its connection: the
 * client takes the next push for the answer. So that a server that hangs is noticed, the channel is subscribed to again and
 * again, which changes nothing and is confirmed each time.
 */
/**
 * Listens to one channel, on a connection of its own, from {@link #open} until {@link #close}. What is said while the
 * connection is away is not heard. Confined to the context on which it was made, and tells its listener there.
 */
public final class RedisSubscription {
    private final Vertx vertx;
    private final String channel;
    private final RedisLinkOptions options;
    private final Listener listener;
    private final RedisLink link;
    private @Nullable RedisConnection present;
    private @Nullable Long timer;
    private boolean heardSinceAsked;
    private long lastSignNanos;
    private boolean closed;

    /** What is heard. */
    public interface Listener {
        /** The channel is heard from now on. */
        void up();

        /**
         * The channel is not heard any more, or could not be heard from the beginning.
         *
         * @param sinceNanos since when at the earliest, as {@link System#nanoTime} says it
         */
        void down(String why, long sinceNanos);

        void heard(byte[] message);
    }

    public RedisSubscription(
            Vertx vertx, RedisConfig config, String channel, RedisLinkOptions options, Listener listener) {
        this.vertx = vertx;
        this.channel = channel;
        this.options = options;
        this.listener = listener;
        this.link = new RedisLink(vertx, config, "channel " + channel, options, new Listening());
    }

    /** Begins to listen, as soon as there is a Redis. */
    public void open() {
        link.openSoonerOrLater();
    }

    /** Why the channel is not heard at the moment, as it may be shown; null where there is a connection. */
    public @Nullable String fault() {
        return link.fault();
    }

    public Future<Void> close() {
        closed = true;
        cancelTimer();
        return link.close();
    }

    private final class Listening implements RedisLink.Use {
        @Override
        public RedisOptions client(RedisLinkOptions linkOptions, RedisConfig config, int attempt) {
            return linkOptions.forListening(config, attempt);
        }

        @Override
        public Future<?> prepare(RedisConnection connection) {
            Promise<Void> confirmed = Promise.promise();
            present = connection;
            lastSignNanos = System.nanoTime();
            connection.handler(push -> received(connection, push, confirmed));
            return connection.send(subscribe()).compose(ignored -> confirmed.future());
        }

        @Override
        public void up() {
            askAgainLater();
            listener.up();
        }

        @Override
        public void lost(String why) {
            boolean wasPresent = present != null;
            present = null;
            cancelTimer();
            listener.down(why, wasPresent ? lastSignNanos : System.nanoTime());
        }
    }

    private void received(RedisConnection connection, @Nullable Response push, Promise<Void> confirmed) {
        if (closed || push == null || connection != present) {
            return;
        }
        if (push.type() == ResponseType.ERROR) {
            if (!confirmed.tryFail(push.toString())) {
                link.giveUp(push.toString());
            }
            return;
        }
        heardSinceAsked = true;
        lastSignNanos = System.nanoTime();
        switch (push.get(0).toString()) {
            case "subscribe" -> confirmed.tryComplete();
            case "message" -> listener.heard(push.get(2).toBytes());
            default -> {}
        }
    }

    private Request subscribe() {
        return Request.cmd(Command.SUBSCRIBE).arg(channel);
    }

    private void askAgainLater() {
        timer = vertx.setTimer(options.commandTimeout().toMillis(), ignored -> askAgain());
    }

    private void askAgain() {
        RedisConnection connection = present;
        if (connection == null) {
            return;
        }
        heardSinceAsked = false;
        connection.send(subscribe()).onFailure(failure -> link.giveUp(String.valueOf(failure.getMessage())));
        timer = vertx.setTimer(options.commandTimeout().toMillis(), ignored -> {
            if (heardSinceAsked) {
                askAgain();
            } else {
                link.giveUp("no answer within " + options.commandTimeout().toMillis() + " ms");
            }
        });
    }

    private void cancelTimer() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }
}
