package io.spendbell.soak;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The events of one connection, each with an id of its own; those of a stream have none. Most are spend of a few teams and
 * budgets that are far from their limit; every so often comes one that must ring, known by a marker: an alert that is handed in, a key that is over its limit,
 * or a customer whose second spend reaches its budget. Some keys that have rung are told of again and must not ring. Safe for
 * use from any thread.
 */
final class Script {
    static final String TEAMS = "teams";
    static final String CUSTOMERS = "customers";
    /** What stands for the number of a connection where events go into a stream. */
    static final int OF_STREAM = 9;

    private static final int OF_CHANNEL = 8;

    private static final int TEAM_COUNT = 20;
    private static final int KEY_COUNT = 200;
    private static final int RUNG_KEPT = 100;
    private static final long MOST_NANOS = 5_000_000;
    private static final long CUSTOMERS_SPEND = 600_000_000;

    private final int connection;
    private final int eventsToAnAlert;
    private final Expected expected;
    private final SplittableRandom random;
    private final Deque<Rung> rung = new ArrayDeque<>();
    private long events;
    private long alerts;

    private record Rung(String marker, Instant at) {}

    Script(int connection, int eventsToAnAlert, Expected expected, long seed) {
        this.connection = connection;
        this.eventsToAnAlert = eventsToAnAlert;
        this.expected = expected;
        random = new SplittableRandom(seed);
    }

    /** The lines of the next events, without line ends. */
    synchronized List<String> next() {
        List<String> lines = new ArrayList<>();
        if (events % eventsToAnAlert == eventsToAnAlert - 1) {
            ring(lines);
        } else if (random.nextInt(100) == 0 && !rung.isEmpty()) {
            lines.add(key(rung.peekFirst().marker(), 13));
        } else if (random.nextInt(4) == 0) {
            lines.add(key("key-" + random.nextInt(KEY_COUNT), 1));
        } else {
            lines.add(spend(TEAMS, "team_id", "team-" + random.nextInt(TEAM_COUNT), 1 + random.nextLong(MOST_NANOS)));
        }
        return lines;
    }

    /** So many alerts at once, of the lowest level. */
    synchronized List<String> flood(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String marker = nextMarker();
            alerts++;
            lines.add(alert("Low", marker));
            expected.rings(marker);
        }
        return lines;
    }

    /** Tells no more of what has rung before, because nobody may know that it has. */
    synchronized void forgetRungBefore(Instant then) {
        rung.removeIf(each -> each.at().isBefore(then));
    }

    static boolean isOfStream(String marker) {
        return marker.startsWith("soak-" + OF_STREAM + "-");
    }

    static boolean isOfChannel(String marker) {
        return marker.startsWith("soak-" + OF_CHANNEL + "-");
    }

    static String markerOfChannel(long number) {
        return marker(OF_CHANNEL, number);
    }

    /** An alert that must ring if it is heard. */
    static String alertOnChannel(String marker) {
        return "{\"event\":\"alert\",\"id\":\"" + marker
                + "\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"" + marker + " happened\"}";
    }

    /** The marker of the next alert. All are of one length, so that none is a part of another. */
    synchronized String nextMarker() {
        return marker(connection, alerts);
    }

    private static String marker(int connection, long number) {
        return "soak-%d-%08d".formatted(connection, number);
    }

    private void ring(List<String> lines) {
        String marker = nextMarker();
        switch ((int) (alerts++ % 3)) {
            case 0 -> lines.add(alert("High", marker));
            case 1 -> {
                lines.add(key(marker, 12));
                rung.addLast(new Rung(marker, Instant.now()));
                if (rung.size() > RUNG_KEPT) {
                    rung.removeFirst();
                }
            }
            default -> {
                lines.add(spend(CUSTOMERS, "customer_id", marker, CUSTOMERS_SPEND));
                lines.add(spend(CUSTOMERS, "customer_id", marker, CUSTOMERS_SPEND));
            }
        }
        expected.rings(marker);
    }

    private String alert(String level, String marker) {
        return event("alert") + ",\"alert_type\":\"llm_exceptions\",\"level\":\"" + level + "\",\"message\":\"" + marker
                + " happened\"}";
    }

    private String key(String token, int spend) {
        return event("budget") + ",\"type\":\"token_budget\",\"user_info\":{\"token\":\"" + token
                + "\",\"event_group\":\"key\",\"spend\":" + spend + ",\"max_budget\":10}}";
    }

    private String spend(String budget, String field, String id, long nanos) {
        expected.spent(budget, id, nanos);
        return event("spend") + ",\"" + field + "\":\"" + id + "\",\"cost\":"
                + BigDecimal.valueOf(nanos, 9).toPlainString() + "}";
    }

    private String event(String kind) {
        events++;
        expected.countEvent();
        String id = connection == OF_STREAM ? "" : ",\"id\":\"e-" + connection + "-" + events + "\"";
        return "{\"event\":\"" + kind + "\"" + id;
    }
}
