package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.ClosedPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SimulatedIntake intake = new SimulatedIntake(vertx);
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        port = await(intake.start());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void all_events_arrive_in_their_order_and_are_counted() throws Exception {
        ReplayReport report = await(replay(spend(25_000), null, PATIENT).start());

        assertThat(report.isFine()).isTrue();
        assertThat(report.sent()).isEqualTo(25_000);
        assertThat(report.accepted()).isEqualTo(25_000);
        assertThat(report.usd()).isEqualByComparingTo("250.00");
        assertThat(intake.events()).hasSize(25_000);
        assertThat(intake.events().get(24_999).getInteger("n")).isEqualTo(24_999);
        assertThat(intake.tokens()).isEmpty();
    }

    @Test
    void the_token_goes_first() throws Exception {
        await(replay(spend(1), "s3cret", PATIENT).start());

        assertThat(intake.tokens()).containsExactly(new JsonObject().put("auth", "s3cret"));
        assertThat(intake.events()).hasSize(1);
    }

    @Test
    void a_trace_without_events_is_fine() throws Exception {
        ReplayReport report = await(replay(spend(0) + "{", null, PATIENT).start());

        assertThat(report.sent()).isZero();
        assertThat(report.failure()).isNull();
        assertThat(report.skipped()).isEqualTo(1);
        assertThat(report.isFine()).isFalse();
    }

    @Test
    void rejections_are_counted_and_the_first_few_are_told() throws Exception {
        intake.rejects(event -> event.getInteger("n") % 10 == 0);

        ReplayReport report = await(replay(spend(100), null, PATIENT).start());

        assertThat(report.accepted()).isEqualTo(90);
        assertThat(report.rejected()).isEqualTo(10);
        assertThat(report.isFine()).isFalse();
        assertThat(complaints)
                .hasSize(6)
                .startsWith("rejected: line 2 of the connection: cost: missing")
                .endsWith("rejected: … and 5 more");
    }

    @Test
    void rejections_that_the_daemon_does_not_spell_out_are_counted_too() throws Exception {
        intake.rejects(event -> event.containsKey("n"));
        intake.spellsOut(7);

        ReplayReport report = await(replay(spend(100), null, PATIENT).start());

        assertThat(report.rejected()).isEqualTo(100);
        assertThat(complaints).hasSize(6).endsWith("rejected: … and 95 more");
    }

    @Test
    void a_lost_connection_is_told_with_what_was_acknowledged() throws Exception {
        intake.cutsAfter(2);

        ReplayReport report = await(replay(spend(2_500), null, PATIENT).start());

        assertThat(report.failure()).startsWith("connection lost");
        assertThat(report.acknowledged()).isEqualTo(1_000);
        assertThat(report.isFine()).isFalse();
    }

    @Test
    void what_never_answers_is_sent_no_event_and_given_up() throws Exception {
        intake.fallsSilentAfter(0);

        ReplayReport report =
                await(replay(spend(10), null, Duration.ofMillis(1)).start());

        assertThat(report.failure()).startsWith("no answer");
        assertThat(report.sent()).isZero();
        assertThat(intake.events()).isEmpty();
    }

    @Test
    void a_daemon_that_falls_silent_is_given_up() throws Exception {
        intake.fallsSilentAfter(1);

        ReplayReport report =
                await(replay(spend(2_500), null, Duration.ofMillis(500)).start());

        assertThat(report.failure()).startsWith("no answer");
        assertThat(report.acknowledged()).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "wr0ng")
    void a_refused_token_is_told_before_any_event_is_sent(@Nullable String token) throws Exception {
        intake.asksFor("s3cret");

        ReplayReport report = await(replay(spend(2_500), token, PATIENT).start());

        assertThat(report.failure())
                .isEqualTo("connection lost: line 1 of the connection: auth: wrong or missing token");
        assertThat(report.sent()).isZero();
    }

    @Test
    void a_token_that_nobody_asks_for_does_no_harm() throws Exception {
        intake.rejects(event -> event.containsKey("auth"));

        ReplayReport report = await(replay(spend(3), "s3cret", PATIENT).start());

        assertThat(report.isFine()).isTrue();
        assertThat(report.accepted()).isEqualTo(3);
        assertThat(complaints).isEmpty();
    }

    @Test
    void long_lines_are_all_sent() throws Exception {
        String pad = "x".repeat(Slice.MOST_CHARS / 3);
        String trace = IntStream.range(0, 10)
                .mapToObj(n -> "{\"n\":" + n + ",\"pad\":\"" + pad + "\"}\n")
                .collect(Collectors.joining());

        ReplayReport report = await(replay(trace, null, PATIENT).start());

        assertThat(report.accepted()).isEqualTo(10);
        assertThat(intake.events())
                .extracting(event -> event.getInteger("n"))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void without_a_daemon_the_replay_fails() throws Exception {
        try (ClosedPort closed = ClosedPort.open()) {
            Replay replay = replay(spend(1), null, PATIENT, 1, PaceClock.system(vertx), closed.number());

            assertThatThrownBy(() -> await(replay.start())).hasStackTraceContaining("refused");
        }
    }

    @Test
    void what_is_thrown_ends_the_replay() throws Exception {
        Replay replay = replay(spend(1), null, PATIENT, 1, PaceClock.system(vertx), 65_536);

        assertThatThrownBy(() -> await(replay.start())).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void events_are_sent_at_the_pace_of_the_trace() throws Exception {
        TurnedClock clock = new TurnedClock();
        String trace = """
                {"n":0,"time":"2023-11-16T18:00:00Z"}
                {"n":1,"time":"2023-11-16T18:00:10Z"}
                {"n":2}
                {"n":3,"time":"2023-11-16T18:01:00Z"}
                """;

        ReplayReport report = await(replay(trace, null, PATIENT, 4, clock, port).start());

        assertThat(clock.waits).containsExactly(2_500_000_000L, 12_500_000_000L);
        assertThat(report.took()).isEqualTo(Duration.ofSeconds(15));
        assertThat(intake.events()).extracting(event -> event.getInteger("n")).containsExactly(0, 1, 2, 3);
    }

    @Test
    void what_was_sent_before_a_pause_is_acknowledged_before_the_next_event() throws Exception {
        TurnedClock clock = new TurnedClock();
        String trace = """
                {"n":0,"time":"2023-11-16T18:00:00Z"}
                {"n":1,"time":"2023-11-16T18:00:00.6Z"}
                {"n":2,"time":"2023-11-16T18:00:01.2Z"}
                {"n":3,"time":"2023-11-16T18:00:01.8Z"}
                {"n":4,"time":"2023-11-16T18:01:00Z"}
                """;

        ReplayReport report = await(replay(trace, null, PATIENT, 1, clock, port).start());

        assertThat(report.accepted()).isEqualTo(5);
        assertThat(intake.eventsAtSyncs()).containsExactly(0, 3, 4, 5);
    }

    private Replay replay(String trace, @Nullable String token, Duration patience) throws IOException {
        return replay(trace, token, patience, Double.POSITIVE_INFINITY, PaceClock.system(vertx), port);
    }

    private Replay replay(
            String content, @Nullable String token, Duration patience, double speed, PaceClock clock, int to)
            throws IOException {
        Path file = Files.writeString(folder.resolve("trace.ndjson"), content);
        Trace trace = Trace.survey(List.of(file), new Trace.Filling(new Spread(1, new Spread.Sizes(1, 1, 1)), null));
        ReplayOptions options =
                new ReplayOptions("127.0.0.1", to, token, speed, Duration.ZERO, true, 1_000, patience, complaints::add);
        return new Replay(vertx, trace, options, clock);
    }

    private static String spend(int events) {
        return IntStream.range(0, events)
                .mapToObj(n -> "{\"event\":\"spend\",\"cost\":0.01,\"team_id\":\"t\",\"n\":" + n + "}\n")
                .collect(Collectors.joining());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Passes no time but that which is waited for. */
    private final class TurnedClock implements PaceClock {
        private final List<Long> waits = new CopyOnWriteArrayList<>();
        private long now = 42;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void after(long nanos, Runnable action) {
            waits.add(nanos);
            now += nanos;
            vertx.getOrCreateContext().runOnContext(passed -> action.run());
        }
    }
}
