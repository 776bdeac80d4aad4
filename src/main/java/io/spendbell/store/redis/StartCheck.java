package io.spendbell.store.redis;

import io.spendbell.redis.RedisLink;
import io.spendbell.store.StoreUnusableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a Redis may hold what must not be lost. */
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final String POLICY = "maxmemory_policy:";
    private static final String SAFE = "noeviction";

    private StartCheck() {}

    /** Fails where Redis would throw away what it was given; warns where a restart of Redis loses it. */
    static Future<Void> of(RedisLink link) {
        return link.send(Request.cmd(Command.INFO).arg("memory"))
                .compose(memory -> refuseEviction(link, memory.toString()))
                .compose(ignored -> link.send(Request.cmd(Command.INFO).arg("persistence")))
                .compose(persistence -> warnWithoutPersistence(link, persistence.toString()));
    }

    private static Future<Void> refuseEviction(RedisLink link, String info) {
        String policy = info.lines()
                .filter(line -> line.startsWith(POLICY))
                .map(line -> line.substring(POLICY.length()).trim())
                .findFirst()
                .orElse(SAFE);
        return policy.equals(SAFE)
                ? Future.succeededFuture()
                : Future.failedFuture(new StoreUnusableException(
                        "store: redis at " + link.shown() + ": maxmemory-policy " + policy + " (expected: " + SAFE
                                + ", because what is evicted is lost)",
                        null));
    }

    /** Whether snapshots are made may be hidden from the user. */
    private static Future<Void> warnWithoutPersistence(RedisLink link, String info) {
        if (info.contains("aof_enabled:1")) {
            return Future.succeededFuture();
        }
        return link.send(Request.cmd(Command.CONFIG).arg("GET").arg("save"))
                .map(save -> save.toString().matches(".*\\d+ \\d+.*"))
                .otherwise(true)
                .onSuccess(saves -> LOG.warn(
                        "Redis at {} loses {} where it ends without ado, though it was acknowledged (expected: appendonly yes)",
                        link.shown(),
                        saves ? "what was written since its last snapshot" : "all that it holds"))
                .mapEmpty();
    }
}
