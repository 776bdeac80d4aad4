package io.spendbell.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spendbell.simulator.Received;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The alerts that came. The webhook tells which alert is of which marker; Slack's are known by their ids. Safe for use from any
 * thread.
 */
final class Arrivals {
    private static final Pattern MARKER = Pattern.compile("soak-[0-9]-[0-9]{8}");
    /** What the notice says of each fault that takes something from Redis. */
    private static final Map<String, String> LOSSES =
            Map.of(RedisWipe.NAME, "Redis was emptied or exchanged", RedisSetBack.NAME, "Redis was set back");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Findings findings;
    private final Map<String, Set<String>> idsByMarker = new HashMap<>();
    private final Map<String, List<Post>> atHook = new HashMap<>();
    private final Map<String, List<Post>> atSlack = new HashMap<>();
    private final Map<String, Set<String>> lossesTold = new HashMap<>();
    private int unnamedAtSlack;
    private int notices;

    /** An alert as it was posted once. */
    private record Post(Instant at, boolean answered, boolean mayBeRepeat) {}

    /**
     * What is wrong with them, and how many posts came again that may.
     *
     * @param lost alerts that are missing at either destination
     * @param doubled alerts that were raised twice, or posted again without a reason or without saying so
     * @param repeats posts again of alerts whose first answer was lost
     * @param unknown alerts that were raised again while Redis was away, by a process that had been started meanwhile or by
     *     another replica
     */
    record Verdict(int lost, int doubled, int repeats, int unknown) {}

    Arrivals(Findings findings) {
        this.findings = findings;
    }

    synchronized void take(boolean isSlack, Received received) {
        JsonNode message = parsed(received.body());
        boolean answered = received.status() != Received.NO_ANSWER;
        if (isSlack) {
            SlackText text = SlackText.of(message);
            unnamedAtSlack += text.unnamed();
            text.shown()
                    .forEach(shown -> atSlack.computeIfAbsent(shown.id(), unknown -> new ArrayList<>(1))
                            .add(new Post(received.arrivedAt(), answered, shown.mayBeRepeat())));
            return;
        }
        String id = message.path("id").asText();
        atHook.computeIfAbsent(id, unknown -> new ArrayList<>(1)).add(new Post(received.arrivedAt(), answered, true));
        Matcher marker = MARKER.matcher(received.body());
        if (marker.find()) {
            idsByMarker
                    .computeIfAbsent(marker.group(), unknown -> new TreeSet<>())
                    .add(id);
        } else if (message.path("alert_type").asText().equals("spendbell_notice")) {
            notices++;
            LOSSES.forEach((fault, said) -> {
                if (received.body().contains(said)) {
                    lossesTold
                            .computeIfAbsent(fault, unknown -> new TreeSet<>())
                            .add(id);
                }
            });
        } else {
            findings.add("an alert that nobody asked for: " + id + " at " + received.arrivedAt());
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a post that is not JSON", e);
        }
    }

    /** How many of those came that must. */
    synchronized int count() {
        return (int) idsByMarker.keySet().stream()
                .filter(marker -> !Script.isOfChannel(marker))
                .count();
    }

    synchronized Set<String> markers() {
        return Set.copyOf(idsByMarker.keySet());
    }

    /** How many alerts Slack has, those that folded messages do not name included. */
    synchronized int countAtSlack() {
        return atSlack.size() + unnamedAtSlack;
    }

    synchronized int unnamed() {
        return unnamedAtSlack;
    }

    /** How often the daemon told of itself: that a destination is down, or Redis was emptied. */
    synchronized int notices() {
        return notices;
    }

    synchronized Verdict judge(Set<String> expected, FaultLog faults) {
        int lost = 0;
        int doubled = 0;
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(idsByMarker.keySet());
        for (String marker : missing) {
            lost++;
            findings.add("lost: " + marker + " did not reach the webhook");
        }
        int notNamed = 0;
        int unknown = 0;
        for (Map.Entry<String, Set<String>> each : idsByMarker.entrySet()) {
            if (!expected.contains(each.getKey()) && !Script.isOfChannel(each.getKey())) {
                findings.add("an alert that nobody asked for: " + each);
            }
            boolean isRaisedAnew =
                    each.getValue().size() > 1 && mayNotHaveBeenKnown(each.getKey(), each.getValue(), faults);
            if (isRaisedAnew) {
                unknown++;
            } else if (each.getValue().size() > 1) {
                doubled++;
                findings.add("doubled: " + each.getKey() + " was raised as " + described(each.getValue()));
            }
            // Once Redis is back it is known that it had rung: what was not posted yet of the second one is left.
            boolean isOneEnough = isRaisedAnew && each.getValue().stream().anyMatch(atSlack::containsKey);
            for (String id : each.getValue()) {
                if (!isOneEnough && !atSlack.containsKey(id) && ++notNamed > unnamedAtSlack) {
                    lost++;
                    findings.add("lost: " + each.getKey() + ", " + id + " did not reach Slack");
                }
            }
        }
        LOSSES.forEach((fault, said) -> {
            int told = lossesTold.getOrDefault(fault, Set.of()).size();
            int happened = faults.count(fault);
            if (told != happened) {
                findings.add("\"" + said + "\" was told " + told + " times (expected: " + happened + ")");
            }
        });
        Counts hook = repeats("webhook", atHook, faults);
        Counts slack = repeats("Slack", atSlack, faults);
        return new Verdict(lost, doubled + hook.doubled() + slack.doubled(), hook.repeats() + slack.repeats(), unknown);
    }

    private static boolean mayNotHaveBeenKnown(String marker, Set<String> ids, FaultLog faults) {
        List<Instant> raised = ids.stream().map(Arrivals::raisedAt).sorted().toList();
        for (int i = 1; i < raised.size(); i++) {
            if (!faults.mayNotHaveKnown(raised.get(i - 1), raised.get(i), isForAny(marker))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it was for any replica to take what rings. */
    private static boolean isForAny(String marker) {
        return Script.isOfStream(marker) || Script.isOfChannel(marker);
    }

    /** An alert's id begins with the time, in milliseconds. */
    static Instant raisedAt(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }

    private String described(Set<String> ids) {
        StringBuilder text = new StringBuilder();
        for (String id : ids) {
            text.append(text.isEmpty() ? "" : " and ").append(id).append(" ").append(times(atHook.get(id)));
        }
        return text.toString();
    }

    private record Counts(int doubled, int repeats) {}

    private Counts repeats(String where, Map<String, List<Post>> posts, FaultLog faults) {
        int doubled = 0;
        int repeats = 0;
        for (Map.Entry<String, List<Post>> each : posts.entrySet()) {
            List<Post> ofOne = each.getValue();
            for (int i = 1; i < ofOne.size(); i++) {
                Post before = ofOne.get(i - 1);
                boolean allowed = !before.answered() || faults.mayHaveLostAnswer(before.at());
                if (allowed && ofOne.get(i).mayBeRepeat()) {
                    repeats++;
                } else {
                    doubled++;
                    findings.add("doubled: " + each.getKey() + " came to " + where + " again "
                            + (allowed ? "without a word that it may be a repeat" : "without a lost answer") + ": "
                            + times(ofOne));
                }
            }
        }
        return new Counts(doubled, repeats);
    }

    private static String times(List<Post> posts) {
        return posts.stream()
                .map(post -> post.at() + (post.answered() ? "" : " (no answer)"))
                .toList()
                .toString();
    }
}
