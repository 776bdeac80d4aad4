package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.simulator.Received;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keys that a daemon was told are over their limits, and what a receiver was told of them. Confined to one thread. */
final class KeysOverTheirLimit {
    private final SlackSimulator receiver;
    private final Set<String> keys = new HashSet<>();

    KeysOverTheirLimit(SlackSimulator receiver) {
        this.receiver = receiver;
    }

    /** The event that says that a key is over its limit. */
    static String event(String key) {
        return event(key, null);
    }

    private static String event(String key, @Nullable String id) {
        JsonObject event = new JsonObject()
                .put("event", "budget")
                .put("type", "token_budget")
                .put(
                        "user_info",
                        new JsonObject()
                                .put("token", key)
                                .put("event_group", "key")
                                .put("spend", 12)
                                .put("max_budget", 10));
        return (id == null ? event : event.put("id", id)).encode();
    }

    /** Another key's event. */
    String next(String key, @Nullable String id) {
        keys.add(key);
        return event(key, id);
    }

    int count() {
        return keys.size();
    }

    /** A post that was under way at a kill is repeated 30 seconds after it was begun. */
    void awaitAlerts() throws Exception {
        List<Received> seen = receiver.messages();
        while (!idsByKey(seen).keySet().containsAll(keys)) {
            seen = receiver.awaitMessages(Math.max(keys.size(), seen.size() + 1))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /**
     * Each has rung, no other has, and none as two alerts.
     *
     * @return how many posts were repeated
     */
    int eachRangAsOneAlert() {
        Map<String, Set<String>> ids = idsByKey(receiver.messages());
        assertThat(ids.keySet()).isEqualTo(keys);
        assertThat(ids.values())
                .as("a key may be told of twice where an answer was lost, but always as the same alert")
                .allSatisfy(each -> assertThat(each).hasSize(1));
        return receiver.messages().size() - keys.size();
    }

    private static Map<String, Set<String>> idsByKey(List<Received> messages) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Received message : messages) {
            JsonObject alert = new JsonObject(message.body());
            ids.computeIfAbsent(alert.getString("token"), key -> new HashSet<>())
                    .add(alert.getString("id"));
        }
        return ids;
    }
}
