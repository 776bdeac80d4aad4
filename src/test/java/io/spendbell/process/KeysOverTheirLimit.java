package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.webhook.WebhookDestination;
import io.spendbell.process.Kills.Kill;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keys that a daemon was told are over their limits, teams that it found to be, and what a receiver was told of them. Confined to one thread. */
final class KeysOverTheirLimit {
    private static final Duration ON_ITS_WAY = Duration.ofMillis(200);
    /** From a post's arrival until its answer is noted, on a machine that does other things too. */
    private static final Duration LONGEST_UNDER_WAY = Duration.ofSeconds(1);

    /** Half a minute after a post was begun, which is before it came. */
    private static final Duration LEAST_TO_A_REPEAT = Duration.ofSeconds(25);

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

    /** A team whose own spend is over its budget, by one event. */
    void add(String team) {
        keys.add(team);
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
     * Each has rung, no other has, none as two alerts; and what came again had come before just when the process was killed that
     * posted it, so that its answer was not noted.
     *
     * @return how many posts were repeated
     */
    int eachRangAsOneAlert(List<Kill> kills) {
        List<Received> messages = receiver.messages();
        Map<String, Set<String>> ids = idsByKey(messages);
        assertThat(ids.keySet()).isEqualTo(keys);
        assertThat(ids.values())
                .as("a key may be told of twice where an answer was lost, but always as the same alert")
                .allSatisfy(each -> assertThat(each).hasSize(1));
        Map<Kill, Integer> lost = new HashMap<>();
        Map<String, Instant> before = new HashMap<>();
        for (Received message : messages) {
            Instant last = before.put(new JsonObject(message.body()).getString("id"), message.arrivedAt());
            if (last != null) {
                assertThat(message.arrivedAt()).as("the repeat").isAfter(last.plus(LEAST_TO_A_REPEAT));
                lost.merge(killAt(last, kills), 1, Integer::sum);
            }
        }
        assertThat(lost.values())
                .as("posts whose answers were lost by one kill: no more than may be under way")
                .allMatch(posts -> posts <= WebhookDestination.MOST_IN_FLIGHT);
        return lost.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The first one that was not over when a post came; what is on its way when the process ends still comes. */
    private static Kill killAt(Instant came, List<Kill> kills) {
        Kill kill = kills.stream()
                .filter(each -> each.gone().plus(ON_ITS_WAY).isAfter(came))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a repeat of what came after the last kill: " + came));
        assertThat(kill.at()).as("a kill at which the answer was lost").isBefore(came.plus(LONGEST_UNDER_WAY));
        return kill;
    }

    private static Map<String, Set<String>> idsByKey(List<Received> messages) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Received message : messages) {
            JsonObject alert = new JsonObject(message.body());
            String token = alert.getString("token");
            ids.computeIfAbsent(token == null ? alert.getString("team_id") : token, key -> new HashSet<>())
                    .add(alert.getString("id"));
        }
        return ids;
    }
}
