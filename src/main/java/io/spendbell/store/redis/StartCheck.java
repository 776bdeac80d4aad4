package io.spendbell.store.redis;

import io.spendbell.redis.RedisLink;
import io.spendbell.store.StoreUnusableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a Redis may hold what must not be lost. In Cluster each master may: any of them may be given the slot of its keys. */
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final String POLICY = "maxmemory_policy:";
    private static final String SAFE = "noeviction";

    private StartCheck() {}

    /** Fails where Redis would throw away what it was given; warns where a restart of Redis loses it. */
    static Future<Void> of(RedisLink link) {
        return link.sendToMasters(Request.cmd(Command.INFO).arg("memory"))
                .compose(memories -> refuseEviction(link, memories))
                .compose(ignored -> link.sendToMasters(Request.cmd(Command.INFO).arg("persistence")))
                .compose(persistences -> warnWithoutPersistence(link, persistences));
    }

    private static Future<Void> refuseEviction(RedisLink link, List<Response> memories) {
        String policy = memories.stream()
                .flatMap(memory -> memory.toString().lines())
                .filter(line -> line.startsWith(POLICY))
                .map(line -> line.substring(POLICY.length()).trim())
                .filter(each -> !each.equals(SAFE))
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
    private static Future<Void> warnWithoutPersistence(RedisLink link, List<Response> persistences) {
        if (persistences.stream().allMatch(each -> each.toString().contains("aof_enabled:1"))) {
            return Future.succeededFuture();
        }
        return link.sendToMasters(Request.cmd(Command.CONFIG).arg("GET").arg("save"))
                .map(all -> all.stream().allMatch(save -> save.toString().matches(".*\\d+ \\d+.*")))
                .otherwise(true)
                .onSuccess(saves -> LOG.warn(
                        "Redis at {} loses {} where it ends without ado, though it was acknowledged (expected: appendonly yes)",
                        link.shown(),
                        saves ? "what was written since its last snapshot" : "all that it holds"))
                .mapEmpty();
    }
}
