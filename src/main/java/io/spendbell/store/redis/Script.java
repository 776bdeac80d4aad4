package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A script that Redis runs in one step. It is sent by its hash, and whole where Redis does not know it (any more). */
enum Script {
    COMMIT,
    LEASE(true),
    RENEW(true),
    BEGIN(true),
    SETTLE(true),
    BACKLOG(true),
    LIST(true),
    RETRY(true),
    EARLIER(true),
    EARLIER_TURNS,
    KNOWN(true),
    PUTBACK(true),
    DONE(true),
    TURN,
    HOLD,
    ACQUIRE,
    SWEEP;

    private static final String UNKNOWN = "NOSCRIPT";

    private final String source;
    private final String hash;

    Script() {
        this(false);
    }

    Script(boolean ofOutbox) {
        source = (ofOutbox ? resource("outbox") : "") + resource(name().toLowerCase(Locale.ROOT));
        hash = sha1(source);
    }

    /**
     * Runs the script.
     *
     * @param arguments texts and byte arrays
     */
    Future<Response> run(Function<Request, Future<Response>> redis, List<String> keys, List<?> arguments) {
        return redis.apply(request(Command.EVALSHA, hash, keys, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith(UNKNOWN)
                        ? redis.apply(request(Command.EVAL, source, keys, arguments))
                        : Future.failedFuture(failure));
    }

    private static Request request(Command command, String script, List<String> keys, List<?> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(Wtf8.encode(argument.toString()));
            }
        }
        return request;
    }

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(name + ".lua: missing (expected: to be in the jar)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
