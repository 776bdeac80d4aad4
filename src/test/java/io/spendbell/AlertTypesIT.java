package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of LiteLLM's alert types, from what raises it to what stands in Slack: level and text are those of the table in
 * {@code docs/beyond-litellm.md}. Every type is on.
 */
class AlertTypesIT {
    private static final Path TABLE = Path.of("docs", "beyond-litellm.md");
    private static final String ADMIN = ",\"actor\":{\"user_id\":\"admin-1\"}}";
    private static final String CALL =
            ",\"model\":\"gpt-5-mini\",\"provider\":\"openai\",\"key_alias\":\"billing-bot\",\"deployment_id\":\"dep-01\"";

    private static final Pattern TIME = Pattern.compile("(\\w+ ){0,4}(\\w+, )?\\b\\d{1,2}:\\d{2}(:\\d{2})?( \\w+)?");
    private static final Pattern TIME_WITH_DATE_AND_ZONE =
            Pattern.compile(".*\\b\\w{3} \\d{1,2} \\w{3} \\d{4}, \\d{1,2}:\\d{2}(:\\d{2})? UTC");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-25T11:00:00Z"));
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT.withClock(clock));
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
    private String deployment = "";

    /**
     * An alert type.
     *
     * @param first the steps that raise it: events; {@code +…} lets time pass; {@code @…} starts Spendbell anew at a time
     * @param again further steps
     * @param rings how often these raise it
     */
    record Raised(String type, List<String> first, List<String> again, int rings) {
        @Override
        public String toString() {
            return type;
        }
    }

    private static Raised raised(String type, String first, String again, int rings) {
        return new Raised(type, List.of(first), List.of(again), rings);
    }

    private static Raised eachTime(String type, String event) {
        return raised(type, event, event, 1);
    }

    private static Raised once(String type, String event) {
        return raised(type, event, event, 0);
    }

    private static String call(String id, String members) {
        return "{\"event\":\"request\",\"id\":\"" + id + "\"" + CALL + "," + members + "}";
    }

    private static String spend(String cost, String user) {
        return "{\"event\":\"spend\",\"cost\":" + cost + ",\"user_id\":\"" + user
                + "\",\"team_alias\":\"Payments\",\"team_id\":\"t\"}";
    }

    private static String key(int spend) {
        return "{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"88dc28d0\",\"key_alias\":\"billing-bot\","
                + "\"event_group\":\"key\",\"max_budget\":100,\"spend\":" + spend + "}}";
    }

    private static List<String> failures(int from, int to, String members) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"event\":\"request\",\"id\":\"f" + i
                        + "\",\"status\":\"failure\",\"status_code\":503,"
                        + "\"error\":\"upstream is down\",\"model\":\"gpt-5-mini\",\"provider\":\"openai\"," + members
                        + ",\"deployment_id\":\"dep-0" + (members.contains("region") ? i % 2 : 2) + "\"}")
                .toList();
    }

    private static List<String> days(int count, String... then) {
        return Stream.concat(
                        IntStream.range(0, count).boxed().flatMap(i -> Stream.of(spend("10", "u-18"), "+P1D")),
                        Stream.of(then))
                .toList();
    }

    static Stream<Raised> types() {
        String deprecated = "{\"event\":\"model_deprecation\",\"model\":\"gpt-4\",\"deprecation_date\":\"2026-12-15\"}";
        String fallback =
                "{\"event\":\"fallback\",\"model\":\"gpt-5\",\"fallback_model\":\"claude\",\"success\":false}";
        return Stream.of(
                raised(
                        "llm_exceptions",
                        call("1", "\"status\":\"failure\",\"status_code\":400,\"error\":\"upstream is down\""),
                        call("2", "\"status\":\"failure\",\"status_code\":400,\"error\":\"still down\""),
                        0),
                raised(
                        "llm_too_slow",
                        call("1", "\"status\":\"success\",\"latency\":312.5"),
                        call("2", "\"status\":\"success\",\"latency\":313.5"),
                        1),
                new Raised(
                        "llm_requests_hanging",
                        List.of(call("1", "\"status\":\"started\""), "+PT5M"),
                        List.of(call("2", "\"status\":\"started\""), "+PT5M"),
                        1),
                raised("budget_alerts", key(96), key(97), 0),
                new Raised(
                        "spend_reports",
                        List.of(spend("40", "u-17"), "@2026-11-30T08:00:00Z"),
                        List.of(spend("5", "u-17"), "@2026-12-07T08:00:00Z"),
                        2),
                raised(
                        "failed_tracking_spend",
                        "{\"event\":\"spend_tracking_failed\",\"model\":\"gpt-5-mini\",\"error\":\"no price\"}",
                        "{\"call_type\":\"c\",\"status\":\"success\",\"id\":\"1\",\"model\":\"gpt-5-mini\",\"response_cost\":0,"
                                + "\"response_cost_failure_debug_info\":{\"error_str\":\"no price\"}}",
                        0),
                raised("user_spend_thresholds", spend("60", "u-17"), spend("1", "u-17"), 0),
                new Raised(
                        "user_spend_anomalies",
                        days(4, spend("31", "u-18"), "@2026-11-29T13:00:00Z"),
                        List.of("+P1D", spend("45", "u-18"), "@2026-11-30T14:00:00Z"),
                        1),
                eachTime(
                        "db_exceptions",
                        "{\"event\":\"db_exception\",\"operation\":\"write\",\"error\":\"connection refused\"}"),
                new Raised(
                        "daily_reports",
                        List.of(
                                call("1", "\"status\":\"success\",\"latency\":2,\"completion_tokens\":100"),
                                "@2026-11-25T13:00:00Z"),
                        List.of(call("2", "\"status\":\"success\",\"latency\":2"), "@2026-11-26T08:00:00Z"),
                        1),
                new Raised(
                        "fallback_reports",
                        List.of(fallback, "@2026-11-26T08:00:00Z"),
                        List.of(fallback, "@2026-11-27T08:00:00Z"),
                        1),
                once(
                        "cooldown_deployment",
                        "{\"event\":\"deployment_cooldown\",\"deployment_id\":\"dep-01\",\"model\":\"gpt-5-mini\",\"status_code\":429}"),
                eachTime(
                        "new_model_added",
                        "{\"event\":\"model_added\",\"model\":\"chat\",\"base_model\":\"gpt-5-mini\"}"),
                new Raised(
                        "model_deprecation_warnings",
                        List.of(deprecated),
                        List.of(deprecated, "+P30D", deprecated, deprecated),
                        1),
                new Raised("outage_alerts", failures(0, 5, "\"a\":0"), failures(5, 7, "\"a\":0"), 0),
                new Raised(
                        "region_outage_alerts",
                        failures(0, 5, "\"region\":\"eu-central-1\""),
                        failures(5, 7, "\"region\":\"eu-central-1\""),
                        0),
                eachTime("new_virtual_key_created", "{\"event\":\"key_created\",\"key_alias\":\"billing-bot\"" + ADMIN),
                eachTime("virtual_key_updated", "{\"event\":\"key_updated\",\"key_alias\":\"billing-bot\"" + ADMIN),
                eachTime("virtual_key_deleted", "{\"event\":\"key_deleted\",\"key_alias\":\"billing-bot\"" + ADMIN),
                eachTime("new_team_created", "{\"event\":\"team_created\",\"team_alias\":\"Payments\"" + ADMIN),
                eachTime("team_updated", "{\"event\":\"team_updated\",\"team_alias\":\"Payments\"" + ADMIN),
                eachTime("team_deleted", "{\"event\":\"team_deleted\",\"team_alias\":\"Payments\"" + ADMIN),
                eachTime("new_internal_user_created", "{\"event\":\"user_created\",\"user_id\":\"u-17\"" + ADMIN),
                eachTime("internal_user_updated", "{\"event\":\"user_updated\",\"user_id\":\"u-17\"" + ADMIN),
                eachTime("internal_user_deleted", "{\"event\":\"user_deleted\",\"user_id\":\"u-17\"" + ADMIN));
    }

    @BeforeEach
    void start() throws Exception {
        get(slack.start());
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
        deploy();
    }

    private void deploy() throws Exception {
        SpendbellVerticle spendbell = new SpendbellVerticle(
                ConfigLoader.parse(
                                "test",
                                """
                    general_settings:
                      alert_types: %s
                      alerting_args: { daily_spend_per_user_threshold: 50 }
                    spendbell:
                      store: "file:%s"
                      ingest: { http: { port: 0 }, tcp: { port: 0 } }
                      delivery:
                        flush_interval: 0.05
                        allowed_hosts: [127.0.0.1]
                        destinations: { ops: { type: slack, url: "%s" } }
                    """.formatted(AlertType.publicNames(), folder.resolve("store.db"), slack.url()),
                                Map.of(),
                                Deployment.DAEMON)
                        .orThrow(),
                clock,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        deployment = get(vertx.deployVerticle(spendbell));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.undeploy(deployment).otherwiseEmpty());
        get(slack.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void go(List<String> steps) throws Exception {
        for (String step : steps) {
            switch (step.charAt(0)) {
                case '+' -> clock.advance(Duration.parse(step.substring(1)));
                case '@' -> {
                    get(vertx.undeploy(deployment));
                    clock.set(Instant.parse(step.substring(1)));
                    deploy();
                }
                default -> {
                    JsonObject answer =
                            (JsonObject) get(vertx.eventBus().request("spendbell.events", new JsonObject(step)))
                                    .body();
                    assertThat(answer.getInteger("accepted")).as(step).isEqualTo(1);
                }
            }
        }
    }

    /** The next alert of a type; what waits for a while after a start, as reports do, has it. */
    private JsonObject next(String type) throws Exception {
        for (int waits = 0; waits < 150; ) {
            JsonObject alert = alerts.poll(500, TimeUnit.MILLISECONDS);
            if (alert == null) {
                waits++;
                clock.advance(Duration.ofMinutes(1));
            } else if (alert.getString("alert_type").equals(type)) {
                return alert;
            }
        }
        throw new AssertionError("no alert of " + type);
    }

    /** Waits until a text stands in the channel, whatever its lines; what is posted after another message waits for its turn. */
    private void awaitOnScreen(String text) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (int looks = 1; System.nanoTime() < until; looks++) {
            if (slack.screen().replaceAll("[┃═]", " ").replaceAll("\\s+", " ").contains(text)) {
                return;
            }
            get(vertx.timer(10));
            if (looks % 50 == 0) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
        throw new AssertionError("nothing like " + text + " but\n" + slack.screen());
    }

    /** The cells of a type's row: the type, what raises it, the level, what reaches Slack. */
    private static List<String> row(String type) throws Exception {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| `" + type + "` |"))
                .map(line ->
                        Stream.of(line.split("\\|")).map(String::strip).skip(1).toList())
                .filter(cells -> cells.size() == 4)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + type));
    }

    @ParameterizedTest
    @MethodSource("types")
    void each_reaches_slack_as_its_row_says_and_rings_again_or_not(Raised raised) throws Exception {
        go(raised.first());
        JsonObject alert = next(raised.type());
        List<String> row = row(raised.type());
        assertThat(alert.getString("level")).isEqualTo(row.get(2));
        for (String part : row.get(3).replace("⏎ ", "").split(" \\[…] ")) {
            awaitOnScreen(part);
        }

        assertThat(TIME.matcher(slack.screen()).results().map(MatchResult::group))
                .allSatisfy(time -> assertThat(time).matches(TIME_WITH_DATE_AND_ZONE));

        go(raised.again());
        for (int i = 0; i < raised.rings(); i++) {
            next(raised.type());
        }
        go(List.of(new JsonObject()
                .put("event", "alert")
                .put("alert_type", raised.type())
                .put("level", "Low")
                .put("message", "the last")
                .encode()));
        assertThat(next(raised.type()).getString("event_message")).isEqualTo("the last");
    }

    @Test
    void no_type_is_left_out() {
        List<String> tried = new ArrayList<>(types().map(Raised::type).toList());

        assertThat(tried).hasSize(25).containsExactlyInAnyOrderElementsOf(AlertType.publicNames());
    }
}
