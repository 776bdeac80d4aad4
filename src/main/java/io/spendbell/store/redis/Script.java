package io.spendbell.store.redis;

import io.spendbell.redis.RedisScript;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The store's scripts. */
@SuppressWarnings("ImmutableEnumChecker") // a RedisScript is immutable, though nothing marks it so
enum Script {
    LEARN,
    COMMIT,
    LEASE("outbox", "right"),
    RENEW("outbox"),
    BEGIN("outbox"),
    SETTLE("outbox"),
    BACKLOG("outbox"),
    LIST("outbox"),
    RETRY("outbox"),
    SET_BACK("outbox"),
    KNOWN("outbox"),
    PUTBACK("outbox"),
    DONE("outbox"),
    CLOCK,
    TURN,
    HOLD,
    ACQUIRE("right"),
    CLOSE,
    SWEEP;

    private final RedisScript script;

    /** @param shared the files of what it shares with others */
    Script(String... shared) {
        script = RedisScript.of(
                Script.class,
                Stream.concat(Stream.of(shared), Stream.of(name().toLowerCase(Locale.ROOT)))
                        .toArray(String[]::new));
    }

    /**
     * Runs the script.
     *
     * @param arguments texts and byte arrays
     */
    Future<Response> run(Function<Request, Future<Response>> redis, List<String> keys, List<?> arguments) {
        List<byte[]> encoded = new ArrayList<>(arguments.size());
        for (Object argument : arguments) {
            encoded.add(argument instanceof byte[] bytes ? bytes : Wtf8.encode(argument.toString()));
        }
        return script.run(redis, keys, encoded);
    }
}
