package io.spendbell.store.redis;

import io.spendbell.redis.RedisScript;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The store's scripts. */
@SuppressWarnings("ImmutableEnumChecker") // a RedisScript is immutable, though nothing marks it so
enum Script {
    LEARN,
    COMMIT,
    LEASE(true),
    RENEW(true),
    BEGIN(true),
    SETTLE(true),
    BACKLOG(true),
    LIST(true),
    RETRY(true),
    SET_BACK(true),
    KNOWN(true),
    PUTBACK(true),
    DONE(true),
    CLOCK,
    TURN,
    HOLD,
    ACQUIRE,
    CLOSE,
    SWEEP;

    private final RedisScript script;

    Script() {
        this(false);
    }

    Script(boolean ofOutbox) {
        script = ofOutbox ? RedisScript.of(Script.class, "outbox", file()) : RedisScript.of(Script.class, file());
    }

    private String file() {
        return name().toLowerCase(Locale.ROOT);
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
