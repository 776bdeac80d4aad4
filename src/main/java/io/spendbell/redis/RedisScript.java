package io.spendbell.redis;

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
import java.util.function.Function;

/** A script that Redis runs in one step. It is sent by its hash, and whole where Redis does not know it (any more). Immutable. */
public final class RedisScript {
    private static final String UNKNOWN = "NOSCRIPT";

    private final String source;
    private final String hash;

    private RedisScript(String source) {
        this.source = source;
        this.hash = sha1(source);
    }

    /**
     * A script from files.
     *
     * @param beside a class of the package in which the files are
     * @param names of the files, without {@code .lua}; they are put one behind the other
     */
    public static RedisScript of(Class<?> beside, String... names) {
        StringBuilder source = new StringBuilder();
        for (String name : names) {
            source.append(resource(beside, name));
        }
        return new RedisScript(source.toString());
    }

    /** Runs the script. */
    public Future<Response> run(Function<Request, Future<Response>> redis, List<String> keys, List<byte[]> arguments) {
        return redis.apply(request(Command.EVALSHA, hash, keys, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith(UNKNOWN)
                        ? redis.apply(request(Command.EVAL, source, keys, arguments))
                        : Future.failedFuture(failure));
    }

    private static Request request(Command command, String script, List<String> keys, List<byte[]> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name + ".lua")) {
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
