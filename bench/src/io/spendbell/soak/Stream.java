package io.spendbell.soak;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The stream that is a way in. Its entries' ids are given here, one after the other, so that one that is added again, because
 * the answer was lost, is refused; events need no ids. Safe for use from any thread; adding is for one at a time.
 */
final class Stream {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** All of them or none. */
    private static final String ADD = """
            for i = 1, #ARGV, 2 do
              local added = redis.pcall('XADD', KEYS[1], ARGV[i], 'event', ARGV[i + 1])
              if type(added) == 'table' and added.err and not added.err:find('equal or smaller', 1, true) then
                return added
              end
            end
            return 'OK'""";

    private final Vertx vertx;
    private final String uri;
    private final String name;
    /** Ids are times; such as lie in the past are taken for old by nobody, and each is a millisecond younger than the last. */
    private final long firstId = System.currentTimeMillis();

    private volatile long added;
    private volatile long addedBeforeLoss;

    Stream(Vertx vertx, String uri, String namespace) {
        this.vertx = vertx;
        this.uri = uri;
        this.name = nameIn(namespace);
    }

    /** With the namespace, so that a cluster would take it too. */
    static String nameIn(String namespace) {
        return "{" + namespace + "}:events";
    }

    Redis connect() {
        return Redis.createClient(vertx, uri);
    }

    /** Adds what comes after all that was added; what of it was added before, without an answer, is added no second time. */
    void add(Redis client, List<String> lines) throws IOException {
        Request request = Request.cmd(Command.EVAL).arg(ADD).arg(1).arg(name);
        long id = firstId + added;
        for (String line : lines) {
            request.arg(id++ + "-0").arg(line);
        }
        ask(client, request);
        added += lines.size();
    }

    long added() {
        return added;
    }

    /** Whether its group was handed all that was added, and has acknowledged it. */
    boolean isDrained() throws IOException {
        if (added == addedBeforeLoss) {
            return true;
        }
        Response groups = askOnce(Request.cmd(Command.XINFO).arg("GROUPS").arg(name));
        if (groups.size() == 0) {
            return false;
        }
        Response group = groups.get(0);
        return group.get("pending").toLong() == 0
                && group.get("last-delivered-id").toString().equals((firstId + added - 1) + "-0");
    }

    /** How many entries were not taken off it. */
    long length() throws IOException {
        return askOnce(Request.cmd(Command.XLEN).arg(name)).toLong();
    }

    /** How many entries stand among the dead letters. */
    long deadLetters() throws IOException {
        return askOnce(Request.cmd(Command.XLEN).arg(name + ":dead")).toLong();
    }

    /** Says that, when it was drained, Redis lost it or some of it. */
    void lost() {
        addedBeforeLoss = added;
    }

    private Response askOnce(Request request) throws IOException {
        Redis client = connect();
        try {
            return ask(client, request);
        } finally {
            client.close();
        }
    }

    private static Response ask(Redis client, Request request) throws IOException {
        try {
            return client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
