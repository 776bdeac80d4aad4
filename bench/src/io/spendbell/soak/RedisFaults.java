package io.spendbell.soak;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What befalls the Redis that is the store. One that somebody else runs is only spoken to. */
final class RedisFaults {
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx;
    private final String uri;
    private final OwnRedis own;

    /** @param own null for one that somebody else runs */
    RedisFaults(Vertx vertx, String uri, OwnRedis own) {
        this.vertx = vertx;
        this.uri = uri;
        this.own = own;
    }

    List<Fault> all() {
        List<Fault> all = new ArrayList<>(List.of(
                Fault.takingRedis("redis-cut", random -> cut()),
                Fault.takingRedis(
                        "redis-hang",
                        random -> say("CLIENT", "PAUSE", Integer.toString(random.nextInt(500, 6_000)), "ALL"))));
        if (own != null) {
            all.add(Fault.takingRedis("redis-kill", this::kill));
            all.add(Fault.takingRedis("redis-away", this::goAway));
            all.add(Fault.takingRedis("redis-term", this::stop));
            all.add(Fault.takingRedis("redis-pause", this::pause));
            all.add(Fault.takingRedis("redis-full", random -> takeNoWrites("maxmemory", random)));
            all.add(Fault.takingRedis("redis-alone", random -> takeNoWrites("min-replicas-to-write", random)));
        }
        return all;
    }

    private void cut() throws Exception {
        say("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        say("CLIENT", "KILL", "TYPE", "pubsub", "SKIPME", "yes");
    }

    private void kill(RandomGenerator random) throws Exception {
        own.kill();
        Thread.sleep(random.nextInt(200, 8_000));
        own.start();
    }

    /** For longer than half a minute, after which a post without an answer is repeated. */
    private void goAway(RandomGenerator random) throws Exception {
        own.kill();
        Thread.sleep(random.nextInt(25_000, 35_000));
        own.start();
    }

    private void stop(RandomGenerator random) throws Exception {
        own.stop();
        Thread.sleep(random.nextInt(200, 8_000));
        own.start();
    }

    private void pause(RandomGenerator random) throws Exception {
        own.signal("STOP");
        try {
            Thread.sleep(random.nextInt(500, 8_000));
        } finally {
            own.signal("CONT");
        }
    }

    /** It answers and refuses to write, up to longer than a lease lasts: a setting of 1 is too little memory, or a replica that it lacks. */
    private void takeNoWrites(String setting, RandomGenerator random) throws Exception {
        say("CONFIG", "SET", setting, "1");
        try {
            Thread.sleep(random.nextInt(500, 14_000));
        } finally {
            say("CONFIG", "SET", setting, "0");
        }
    }

    /** Has it make a snapshot of what it holds now. */
    void save() throws Exception {
        say("SAVE");
    }

    /** {@code kill -9}, and a start with what the last snapshot holds. */
    void setBack() throws Exception {
        own.kill();
        own.restoreSnapshot();
        own.start();
    }

    /** Takes away all that is in it. */
    void flush() throws Exception {
        say("FLUSHALL");
    }

    /** Takes away all keys of a namespace. */
    void forget(String namespace) throws Exception {
        String cursor = "0";
        do {
            Response found = say("SCAN", cursor, "MATCH", "{" + namespace + "}:*", "COUNT", "1000");
            cursor = found.get(0).toString();
            for (Response key : found.get(1)) {
                say("UNLINK", key.toString());
            }
        } while (!cursor.equals("0"));
    }

    private Response say(String command, String... arguments) throws Exception {
        Redis client = Redis.createClient(vertx, uri);
        try {
            Request request = Request.cmd(Command.create(command));
            for (String argument : arguments) {
                request.arg(argument);
            }
            return client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            client.close();
        }
    }
}
