package io.spendbell.simulator;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a simulated gateway says, tick by tick: calls of three teams, and budgets that rise past their thresholds. In the
 * first seconds a key, a user and a team's soft budget; afterwards a new key every 45 s that passes 85, 95 and 100 % within
 * half a minute, without end. The same seed says the same. Reads no clock; not safe for use by two threads at once.
 */
final class GatewayScript {
    static final long TICK_MILLIS = 100;

    private static final int SPENDS_A_TICK = 3;
    private static final int TICKS_A_STATUS = 5;
    private static final long PROJECTION_TICK = 75;
    private static final long ALERT_TICK = 90;
    private static final long FIRST_NEW_KEY_MILLIS = 14_000;
    private static final long NEW_KEY_MILLIS = 45_000;
    private static final double NEW_KEY_SHARE = 0.83;
    private static final double NEW_KEY_SHARE_PER_SECOND = 0.006;
    private static final double FASTEST = 1.08;
    private static final double SLOWEST = 0.93;
    private static final int COST_DECIMALS = 8;

    /** The calls' callers, the busiest first: team, user, key, model, provider, and the mean cost of a call in USD. */
    private static final List<Caller> CALLERS = List.of(
            new Caller("team-search", "Search", "ada", "search-prod", "gpt-4o", "openai", 0.022),
            new Caller("team-search", "Search", "grace", "search-batch", "gpt-4o-mini", "openai", 0.020),
            new Caller("team-support", "Support", "linus", "support-bot", "claude-sonnet-4", "anthropic", 0.020),
            new Caller("team-support", "Support", "margaret", "support-mail", "gpt-4o", "openai", 0.016),
            new Caller("team-payments", "Payments", "barbara", "payments-risk", "claude-opus-4", "anthropic", 0.030));

    private final SplittableRandom random;
    private final String resetAt;
    private final List<GatewayBudget> budgets = new ArrayList<>();
    private long tick;
    private long nextKeyMillis = FIRST_NEW_KEY_MILLIS;
    private int newKeys;

    private record Caller(
            String team, String teamAlias, String user, String key, String model, String provider, double meanCost) {}

    /** @param start the beginning; budgets reset where the month after it begins, in UTC */
    GatewayScript(long seed, Instant start) {
        random = new SplittableRandom(seed);
        resetAt = start.atZone(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfMonth(1)
                .plusMonths(1)
                .toInstant()
                .toString();
        budgets.add(new GatewayBudget("token_budget", key("search-prod"), "max_budget", 100, 0, 0.847, jittered(0.03)));
        budgets.add(new GatewayBudget("user_budget", user("ada"), "max_budget", 50, 0, 0.82, jittered(0.02)));
        budgets.add(
                new GatewayBudget("soft_budget", team("team-support"), "soft_budget", 400, 0, 0.99, jittered(0.004)));
    }

    /** What is said at the next tick; the first tick is the beginning. */
    List<JsonObject> next() {
        long millis = tick * TICK_MILLIS;
        List<JsonObject> said = new ArrayList<>();
        for (int i = 0; i < SPENDS_A_TICK; i++) {
            said.add(spend());
        }
        if (tick % TICKS_A_STATUS == 0) {
            addNewKey(millis);
            budgets.removeIf(budget -> budget.isOver(millis));
            budgets.stream()
                    .filter(budget -> budget.isActive(millis))
                    .forEach(budget -> said.add(budget.event(millis, resetAt)));
        }
        if (tick == PROJECTION_TICK) {
            said.add(projection());
        }
        if (tick == ALERT_TICK) {
            said.add(alert());
        }
        tick++;
        return said;
    }

    private JsonObject spend() {
        Caller caller = CALLERS.get(Math.min(random.nextInt(CALLERS.size()), random.nextInt(CALLERS.size() + 1)));
        // The mean of two even draws from 0 to 2: most calls cost about the mean, some nearly nothing.
        double size = random.nextDouble() + random.nextDouble();
        BigDecimal cost = BigDecimal.valueOf(caller.meanCost() * size).setScale(COST_DECIMALS, RoundingMode.HALF_EVEN);
        return new JsonObject()
                .put("event", "spend")
                .put("cost", cost)
                .put("token", hash(caller.key()))
                .put("key_alias", caller.key())
                .put("user_id", caller.user())
                .put("user_email", caller.user() + "@example.com")
                .put("team_id", caller.team())
                .put("team_alias", caller.teamAlias())
                .put("model", caller.model())
                .put("provider", caller.provider());
    }

    private void addNewKey(long millis) {
        if (millis < nextKeyMillis) {
            return;
        }
        newKeys++;
        String alias = "experiment-" + newKeys + "-" + HexFormat.of().toHexDigits((short) random.nextInt(1 << 16));
        long limit = 20L * (1 + random.nextInt(10));
        budgets.add(new GatewayBudget(
                "token_budget",
                key(alias),
                "max_budget",
                limit,
                millis,
                NEW_KEY_SHARE,
                jittered(NEW_KEY_SHARE_PER_SECOND)));
        nextKeyMillis = millis + NEW_KEY_MILLIS;
    }

    private JsonObject projection() {
        JsonObject info = key("payments-risk")
                .put("spend", 612.4)
                .put("max_budget", 900)
                .put("projected_spend", 1108.9)
                .put("projected_exceeded_date", resetAt.substring(0, "2026-01-01".length()))
                .put("budget_reset_at", resetAt);
        return new JsonObject()
                .put("event", "budget")
                .put("type", "projected_limit_exceeded")
                .put("user_info", info);
    }

    private static JsonObject alert() {
        return new JsonObject()
                .put("event", "alert")
                .put("alert_type", "db_exceptions")
                .put("level", "High")
                .put(
                        "message",
                        "The gateway's database did not answer for 12 s.\nSpend was kept and written afterwards.");
    }

    private double jittered(double value) {
        return value * (SLOWEST + (FASTEST - SLOWEST) * random.nextDouble());
    }

    private static JsonObject key(String alias) {
        return new JsonObject()
                .put("event_group", "key")
                .put("token", hash(alias))
                .put("key_alias", alias);
    }

    private static JsonObject user(String name) {
        return new JsonObject()
                .put("event_group", "user")
                .put("user_id", name)
                .put("user_email", name + "@example.com");
    }

    private static JsonObject team(String id) {
        return new JsonObject().put("event_group", "team").put("team_id", id).put("team_alias", "Support");
    }

    private static String hash(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(("sk-" + key).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
