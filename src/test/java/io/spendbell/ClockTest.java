package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole daemon under a clock that somebody sets, or that the seasons change. */
class ClockTest {
    private static final String EVENTS = "spendbell.events";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<JsonObject> alerts = new ConcurrentLinkedQueue<>();
    private final ConsoleLines console = new ConsoleLines();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-30T23:30:00Z"));
    private String deployment = "";

    @AfterEach
    void close() {
        stop();
        get(vertx.close());
    }

    private void start(String store, String zone, String duration) {
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
        deploy(store, zone, duration);
    }

    private void deploy(String store, String zone, String duration) {
        String file = "spendbell:\n"
                + "  store: \"" + (store.equals("memory") ? store : "file:" + folder.resolve("store.db")) + "\"\n"
                + "  timezone: " + zone + "\n"
                + "  delivery: { flush_interval: 1 }\n"
                + "  ingest: { tcp: { port: 0 }, http: { port: 0 } }\n"
                + "  budgets:\n"
                + "    - { name: b, entity: team, id: \"*\", max_budget: 10, duration: " + duration
                + ", thresholds: [1.0] }\n";
        var config = ConfigLoader.parse("test", file, Map.of(), Deployment.DAEMON);
        assertThat(config.faults()).isEmpty();
        SpendbellVerticle verticle =
                new SpendbellVerticle(config.config(), clock, new PrintStream(console, true, StandardCharsets.UTF_8));
        deployment = get(vertx.deployVerticle(verticle));
    }

    private void spend(String team, double cost) {
        JsonObject event =
                new JsonObject().put("event", "spend").put("cost", cost).put("team_id", team);
        JsonObject answer =
                (JsonObject) get(vertx.eventBus().request(EVENTS, event)).body();
        assertThat(answer.getInteger("accepted")).isEqualTo(1);
    }

    private long rang(String team) {
        return alerts.stream()
                .filter(alert -> team.equals(alert.getString("team_id")))
                .count();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Stops the daemon, which delivers what is due. */
    private void stop() {
        if (!deployment.isEmpty()) {
            get(vertx.undeploy(deployment));
            deployment = "";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void an_hour_back_over_a_windows_end_repeats_nothing_and_delivers_at_once(String store) {
        // Given alerts of two days
        start(store, "UTC", "1d");
        spend("old", 11);
        clock.advance(Duration.ofMinutes(45));
        spend("old", 11);
        spend("new", 11);
        assertThat(rang("old")).isEqualTo(2);
        assertThat(rang("new")).isEqualTo(1);

        // When
        clock.advance(Duration.ofHours(-1));
        spend("old", 11);
        spend("new", 11);
        spend("late", 11);

        // Then a new finding rings in the window that is open again, and is delivered within the next flushes
        assertThat(rang("old")).isEqualTo(2);
        assertThat(rang("late")).isEqualTo(1);
        console.await("late");

        // And when time goes on into the day that was there already, it knows that it rang
        clock.advance(Duration.ofMinutes(50));
        spend("old", 11);
        spend("new", 11);
        spend("late", 11);
        assertThat(rang("old")).isEqualTo(2);
        assertThat(rang("late")).isEqualTo(2);
        stop();
        assertThat(console.count("Team old")).isEqualTo(2);
        assertThat(console.count("Team late")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void an_hour_forward_and_back_again_loses_and_repeats_nothing(String store) {
        start(store, "UTC", "1mo");
        spend("a", 6);
        clock.advance(Duration.ofHours(1));
        spend("a", 6);
        assertThat(rang("a")).as("December has its own total").isZero();

        clock.advance(Duration.ofHours(-1));
        spend("a", 6);
        assertThat(rang("a")).as("November's is 12 now").isEqualTo(1);

        clock.advance(Duration.ofHours(1));
        spend("a", 6);
        assertThat(rang("a")).as("December's is 12 now").isEqualTo(2);
        spend("a", 6);
        assertThat(rang("a")).isEqualTo(2);
        stop();
        assertThat(console.count("Team a")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600, 3_600})
    void a_clock_that_is_set_while_the_daemon_is_stopped_repeats_nothing(long seconds) {
        start("file", "UTC", "1mo");
        clock.set(Instant.parse("2026-11-20T12:00:00Z"));
        spend("a", 11);
        stop();

        clock.advance(Duration.ofSeconds(seconds));
        deploy("file", "UTC", "1mo");
        spend("a", 11);
        spend("b", 11);

        assertThat(rang("a")).isEqualTo(1);
        assertThat(rang("b")).isEqualTo(1);
        console.await("Team b");
        stop();
        assertThat(console.count("Team a")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1d", "1mo", "1h"})
    void a_window_that_ends_while_the_daemon_is_stopped_lets_each_rule_ring_once_more(String duration) {
        start("file", "UTC", duration);
        spend("a", 11);
        stop();

        clock.set(Instant.parse("2026-12-01T00:05:00Z"));
        deploy("file", "UTC", duration);
        spend("a", 11);
        spend("a", 11);

        assertThat(rang("a")).isEqualTo(2);
        stop();
        assertThat(console.count("Team a")).isEqualTo(2);
    }

    /** Each case is a day on which the zone's clocks change, some of them at midnight. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29, 1d",
        "Europe/Berlin, 2026-10-25, 1d",
        "Europe/Berlin, 2026-10-25, 7d",
        "America/New_York, 2026-11-01, 1mo",
        "America/New_York, 2026-11-01, 1h",
        "America/New_York, 2026-03-08, 6h",
        "Africa/Cairo, 2026-04-24, 1d",
        "America/Havana, 2026-03-08, 1d",
        "America/Havana, 2026-11-01, 1d",
        "America/Sao_Paulo, 2018-11-04, 1d",
        "America/Sao_Paulo, 2018-02-18, 1d",
        "Australia/Lord_Howe, 2026-04-05, 12h",
        "Asia/Beirut, 2026-03-29, 30m"
    })
    void each_window_of_a_day_on_which_clocks_change_rings_once(String zone, LocalDate day, String duration) {
        // Given
        ZoneId local = ZoneId.of(zone);
        Instant from = day.atStartOfDay(local).toInstant().minus(Duration.ofHours(3));
        Instant to = day.plusDays(1).atStartOfDay(local).toInstant().plus(Duration.ofHours(2));
        clock.set(from);
        start("memory", zone, duration);

        // When a team spends too much every ten minutes
        for (Instant time = from; time.isBefore(to); time = time.plus(Duration.ofMinutes(10))) {
            clock.set(time);
            spend("a", 11);
        }

        // Then each window rang once, and the windows lie side by side
        Instant end = null;
        for (JsonObject alert : alerts) {
            if (end != null) {
                assertThat(Instant.parse(alert.getString("window_start"))).isEqualTo(end);
            }
            end = Instant.parse(alert.getString("window_end"));
        }
        assertThat(end).isAfter(to.minus(Duration.ofMinutes(10)));
    }
}
