package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackError;
import io.spendbell.simulator.SlackSimulator;
import io.spendbell.store.Outbox.View;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a destination does: every alert arrives or is parked, none comes twice unless an answer was lost and then it says
 * so, waits are kept, nobody is posted to all the time, and another destination has its alerts meanwhile. Over real
 * sockets, by a clock on which ten minutes pass in a moment.
 */
class SlackAtItsWorstTest {
    private static final int SPEED = 1_000;
    private static final int BATCH = 1_000;
    private static final String REPEAT = "May be a repeat";
    private static final String AT_FAULT = "text of a7 ";
    private static final Duration NONE = Duration.ZERO;
    private static final Duration BACKOFF = Duration.ofMillis(500);
    private static final Duration REPEATED = Duration.ofSeconds(30);
    private static final Duration PROBE = Duration.ofMinutes(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final FastClock clock = FastClock.of(SPEED);
    private final DeliveryFixture fixture = new DeliveryFixture();
    private final List<Long> nudges = new ArrayList<>();
    private final SlackSimulator bad = new SlackSimulator(
            fixture.vertx, SimulatorOptions.STRICT.withClock(clock).withInterval(Duration.ofMillis(1)));
    private final List<Alert> raised = IntStream.range(0, 30)
            .mapToObj(i -> alert("a" + i, Level.LOW, "text of a" + i + " " + "x".repeat(1_200)))
            .toList();

    /**
     * One kind of bad day.
     *
     * @param begin tells the simulator what to do
     * @param meanwhile how many alerts arrive while it lasts
     * @param lasts after how long it is told to behave again; zero where it does so by itself
     * @param waits how long after its first request it is left alone
     * @param repeats whether answers are lost, so that posts are repeated and say so
     * @param parked which alerts wait for a person in the end
     */
    private record Day(
            String name,
            BiConsumer<SlackSimulator, Instant> begin,
            int meanwhile,
            Duration lasts,
            Duration waits,
            boolean repeats,
            Set<String> parked) {

        static Day first(String name, Duration waits, Misbehaviour... told) {
            return new Day(name, (slack, now) -> slack.next(told), 0, NONE, waits, false, Set.of());
        }

        static Day lost(String name, Misbehaviour told) {
            return new Day(name, (slack, now) -> slack.next(told), 0, NONE, NONE, true, Set.of());
        }

        static Day always(String name, Duration lasts, Duration waits, Misbehaviour told) {
            return new Day(name, (slack, now) -> slack.alwaysAt(path(slack), told), 0, lasts, waits, false, Set.of());
        }

        static Day gone(SlackError error) {
            return always("gone: " + error.word(), Duration.ofMinutes(12), PROBE, Misbehaviour.error(error));
        }

        private static String path(SlackSimulator slack) {
            return slack.url().replaceFirst("http://[^/]*", "");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Misbehaviour limited(String retryAfter) {
        return new Misbehaviour.Answer(429, Misbehaviour.RATE_LIMITED, Map.of("Retry-After", retryAfter));
    }

    static Stream<Day> days() {
        Misbehaviour fine = new Misbehaviour.Behave();
        return Stream.of(
                Day.first("429 for 90 s", Duration.ofSeconds(90), Misbehaviour.rateLimited(90)),
                Day.first("429 for an hour", Duration.ofHours(1), Misbehaviour.rateLimited(3_600)),
                Day.first(
                        "503 for a minute",
                        Duration.ofMinutes(1),
                        new Misbehaviour.Answer(503, "", Map.of("Retry-After", "60"))),
                Day.first("429 without a time", BACKOFF, Misbehaviour.rateLimitedWithoutRetryAfter()),
                Day.first("429 with garbage", BACKOFF, limited("as soon as you like")),
                Day.first("429 with a negative time", BACKOFF, limited("-5")),
                Day.first(
                        "a burst that is taken at first",
                        NONE,
                        fine,
                        fine,
                        Misbehaviour.rateLimited(30),
                        Misbehaviour.rateLimited(30),
                        fine),
                Day.always("500 for ten minutes", Duration.ofMinutes(10), BACKOFF, Misbehaviour.answer(500, "")),
                new Day(
                        "502 for ten minutes",
                        (slack, now) -> slack.alwaysAt(Day.path(slack), Misbehaviour.answer(502, "<html>")),
                        0,
                        Duration.ofMinutes(10),
                        BACKOFF,
                        true,
                        Set.of()),
                Day.lost("a bad gateway", Misbehaviour.answer(502, "<html>")),
                Day.lost("a time-out of a gateway", Misbehaviour.answer(504, "")),
                Day.lost("hangs", new Misbehaviour.Hang()),
                Day.lost("takes it and hangs", new Misbehaviour.AcceptThenHang()),
                Day.lost("cuts before it takes it", new Misbehaviour.CutBefore()),
                Day.lost("takes it and cuts", new Misbehaviour.CutAfter()),
                Day.lost("cuts in the midst of its answer", new Misbehaviour.HalfAnswer()),
                Day.gone(SlackError.NO_ACTIVE_HOOKS),
                Day.gone(SlackError.INVALID_TOKEN),
                Day.gone(SlackError.CHANNEL_IS_ARCHIVED),
                Day.always("gone without a word", Duration.ofMinutes(12), PROBE, Misbehaviour.answer(404, "<html>")),
                new Day(
                        "one alert is refused",
                        (slack, now) -> slack.refuseWhatSays(AT_FAULT, SlackError.INVALID_BLOCKS),
                        0,
                        NONE,
                        NONE,
                        false,
                        Set.of("a7")),
                new Day(
                        "one alert is always answered with 500",
                        (slack, now) -> slack.refuseWhatSays(AT_FAULT, SlackError.ROLLUP_ERROR),
                        29,
                        Duration.ofMinutes(10),
                        NONE,
                        false,
                        Set.of()),
                Day.first("another host's success without ok", NONE, Misbehaviour.answer(204, "")));
    }

    @BeforeEach
    void open() {
        fixture.clock = clock;
        fixture.nanoTime = clock::nanoTime;
        fixture.open();
        get(bad.start());
    }

    @AfterEach
    void close() {
        nudges.forEach(fixture.vertx::cancelTimer);
        get(bad.close());
        fixture.close();
    }

    @ParameterizedTest
    @MethodSource("days")
    void every_alert_arrives_or_is_parked(Day day) {
        // Given
        deploy("other", fixture.slack.url());
        deploy("finops", bad.url());
        Instant begun = clock.instant();
        day.begin().accept(bad, begun);

        // When
        fixture.raise(raised, "finops", "other");
        fixture.eventually("all at the other", () -> seenAt(fixture.slack).containsAll(ids(raised)));
        if (!day.lasts().isZero()) {
            fixture.eventually("the end of it", () -> clock.instant().isAfter(begun.plus(day.lasts())));
            fixture.eventually("a second try", () -> bad.requests().size() >= 2);
            assertThat(bad.requests()).as("tries").hasSizeLessThanOrEqualTo(40);
            fixture.eventually(
                    "as many as should get through meanwhile",
                    () -> bad.alertsSeen().size() >= day.meanwhile());
            assertThat(bad.alertsSeen()).as("meanwhile").hasSize(day.meanwhile());
            bad.behave();
        }
        fixture.eventuallyAllDelivered("finops");

        // Then
        Set<String> arrivedOrParked = new HashSet<>(bad.alertsSeen());
        arrivedOrParked.addAll(parked());
        assertThat(arrivedOrParked).containsExactlyInAnyOrderElementsOf(ids(raised));
        assertThat(parked()).containsExactlyInAnyOrderElementsOf(day.parked());
        if (day.repeats()) {
            assertThat(bad.messages()).anyMatch(message -> message.body().contains(REPEAT));
        } else {
            assertThat(bad.alertsSeen()).doesNotHaveDuplicates();
            assertThat(bad.messages()).noneMatch(message -> message.body().contains(REPEAT));
        }
        assertThat(untilTheSecondRequest()).isGreaterThanOrEqualTo(day.waits());
    }

    @Test
    void it_is_left_alone_until_the_date_that_it_named() {
        // Given
        deploy("finops", bad.url());
        Instant until = clock.instant().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        bad.next(Misbehaviour.rateLimitedUntil(until));

        // When
        fixture.raise(raised, "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(bad.alertsSeen()).containsExactlyInAnyOrderElementsOf(ids(raised));
        assertThat(bad.messages()).noneMatch(message -> message.body().contains(REPEAT));
        assertThat(bad.requests().get(1).arrivedAt()).isAfterOrEqualTo(until);
    }

    @Test
    void a_port_that_is_closed_for_ten_minutes_loses_nothing() {
        // Given
        deploy("other", fixture.slack.url());
        deploy("finops", bad.url());
        get(bad.refuse());
        Instant begun = clock.instant();

        // When
        fixture.raise(raised, "finops", "other");
        fixture.eventually("all at the other", () -> seenAt(fixture.slack).containsAll(ids(raised)));
        fixture.eventually("ten minutes", () -> clock.instant().isAfter(begun.plusSeconds(600)));
        get(bad.comeBack());
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(bad.alertsSeen()).containsExactlyInAnyOrderElementsOf(ids(raised));
        assertThat(bad.messages()).noneMatch(message -> message.body().contains(REPEAT));
    }

    /** Timers go by real time: so that pauses end by the clock, the verticle is told again and again to look at it. */
    private void deploy(String name, String url) {
        DeliverySettings settings =
                new DeliverySettings(Duration.ofSeconds(10), BATCH, Duration.ofDays(10), REPEATED, PROBE, 5_000, 20);
        DeliveryVerticle verticle =
                fixture.deploy(fixture.slackAt(name, url, ANSWER_WITHIN, Duration.ofMillis(20)), settings);
        nudges.add(fixture.vertx.setPeriodic(2, timer -> verticle.raised(BATCH)));
    }

    private static Set<String> seenAt(SlackSimulator slack) {
        return new HashSet<>(slack.alertsSeen());
    }

    private List<String> parked() {
        return fixture.outbox().stream()
                .filter(view -> view.state() == View.State.PARKED)
                .map(view -> view.id().alertId())
                .toList();
    }

    private Duration untilTheSecondRequest() {
        List<Received> requests = bad.requests();
        return Duration.between(requests.get(0).arrivedAt(), requests.get(1).arrivedAt());
    }
}
