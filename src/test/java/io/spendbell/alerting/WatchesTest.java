package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Notice;
import io.spendbell.event.CallCourse;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.CallEvent;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Posting;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.HangingCalls;
import io.spendbell.traffic.InFlight;
import io.spendbell.traffic.Outages;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at by the clock: calls that do not end, outages that are over. */
class WatchesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration THRESHOLD = Duration.ofSeconds(300);
    private static final Duration REMEMBERED = Duration.ofSeconds(600);

    private final MutableClock clock = new MutableClock(NOW);

    /** Shows what has passed though the clock is set. */
    private final MutableClock passing = new MutableClock(Instant.parse("2020-01-01T00:00:00Z"));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), REMEMBERED, 10_000));
    private final InFlight inFlight = new InFlight(1_000);
    private final List<Notice> told = new ArrayList<>();
    private boolean away;
    private String fault;
    private int asked;
    private Consumer<AlertKey> beforeRelease = key -> {};
    private HangingCalls rules = HangingCalls.after(THRESHOLD, REMEMBERED);
    private final HangingWatch watch = new HangingWatch(
            inFlight, whileItIsThere(), () -> rules, this::announce, new AlertingMetrics(registry), clock, passing);

    @BeforeEach
    void open() {
        get(store.open());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The store; it answers nothing while it is away. */
    private Store whileItIsThere() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("fault")) {
                        return fault;
                    }
                    if (away) {
                        return Future.failedFuture("away on purpose");
                    }
                    if (method.getName().equals("release")) {
                        beforeRelease.accept((AlertKey) arguments[0]);
                    }
                    if (method.getName().equals("seen")) {
                        asked += ((Collection<?>) arguments[0]).size();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Future<?> announce(List<Notice> notices) {
        if (away) {
            return Future.failedFuture("away on purpose");
        }
        told.addAll(notices);
        return Future.succeededFuture();
    }

    private static CallEvent call(String id, Status status, Instant time) {
        return new CallEvent(
                status.repeatId(id),
                time,
                EntityFields.NONE,
                Usd.ZERO,
                true,
                List.of(),
                new CallCourse(id, status, null, null, null, Map.of()));
    }

    private void tell(String id, Status status) {
        watch.told(call(id, status, clock.instant()), clock.instant());
    }

    /** As if another process had been told of a call's end. */
    private void tellElsewhere(String id, Status status) {
        get(store.commit(
                new Batch(
                        clock.instant(),
                        List.of(new Entry(status.repeatId(id), List.of(), List.of(), List.of(), List.of()))),
                posted -> List.of()));
    }

    private void pass(Duration time) {
        clock.advance(time);
        passing.advance(time);
    }

    private void lookFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            pass(Duration.ofSeconds(1));
            get(watch.look());
        }
    }

    @Test
    void a_call_that_does_not_end_is_told_once_as_soon_as_it_has_taken_too_long() {
        tell("hangs", Status.STARTED);
        tell("ends", Status.STARTED);
        tell("fails", Status.STARTED);
        lookFor(Duration.ofSeconds(200));
        tell("ends", Status.SUCCESS);
        tell("fails", Status.FAILURE);

        lookFor(Duration.ofSeconds(99));
        assertThat(told).isEmpty();

        lookFor(Duration.ofSeconds(1));
        assertThat(told).extracting(notice -> notice.key().rule().name()).containsExactly("notice:hanging:hangs");
        assertThat(told.get(0).occurredAt()).isEqualTo(NOW);
        lookFor(Duration.ofSeconds(900));
        assertThat(told).hasSize(1);
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void an_end_that_another_process_was_told_of_counts() {
        tell("a", Status.STARTED);
        tell("b", Status.STARTED);
        lookFor(Duration.ofSeconds(100));
        tellElsewhere("a", Status.SUCCESS);
        tellElsewhere("b", Status.FAILURE);

        lookFor(Duration.ofSeconds(30));
        assertThat(inFlight.size()).isZero();

        lookFor(Duration.ofSeconds(900));
        assertThat(told).isEmpty();
    }

    @Test
    void an_end_elsewhere_counts_though_its_id_is_forgotten_before_a_call_may_be_said_to_hang() {
        rules = HangingCalls.after(Duration.ofHours(2), REMEMBERED);
        tell("a", Status.STARTED);
        tellElsewhere("a", Status.SUCCESS);

        for (int minute = 0; minute < 150; minute++) {
            pass(Duration.ofMinutes(1));
            get(store.sweep(clock.instant()));
            get(watch.look());
        }

        assertThat(told).isEmpty();
    }

    @Test
    void many_are_looked_at_in_one_look_and_asked_for_once_a_minute_each() {
        IntStream.range(0, 1_000).forEach(i -> tell("call-" + i, Status.STARTED));

        pass(THRESHOLD);
        get(watch.look());
        get(watch.look());

        assertThat(told).hasSize(1_000);
        assertThat(asked).isEqualTo(2 * 1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {-24, -1, 1, 24})
    void a_call_hangs_by_what_has_passed_though_the_clock_was_set(long hours) {
        tell("hangs", Status.STARTED);
        watch.told(call("began before", Status.STARTED, NOW.minusSeconds(100)), NOW);
        tell("ends elsewhere", Status.STARTED);
        lookFor(Duration.ofSeconds(10));

        clock.advance(Duration.ofHours(hours));
        tellElsewhere("ends elsewhere", Status.SUCCESS);
        lookFor(Duration.ofSeconds(60));
        assertThat(inFlight.size())
                .as("what others were told of is asked for in time")
                .isEqualTo(2);
        lookFor(Duration.ofSeconds(129));
        assertThat(told).isEmpty();
        lookFor(Duration.ofSeconds(1));
        assertThat(told)
                .extracting(notice -> notice.key().rule().name())
                .containsExactly("notice:hanging:began before");
        lookFor(Duration.ofSeconds(100));

        assertThat(told)
                .extracting(Notice::occurredAt)
                .as("when they began, by the clock as it is now")
                .containsExactly(
                        NOW.plus(Duration.ofHours(hours)).minusSeconds(100), NOW.plus(Duration.ofHours(hours)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-24, -1, 1, 24})
    void an_outage_is_over_a_minute_after_it_though_the_clock_was_set(long hours) {
        tell("a", Status.STARTED);
        lookFor(Duration.ofSeconds(290));
        fault = "away";
        lookFor(Duration.ofSeconds(5));
        fault = null;

        clock.advance(Duration.ofHours(hours));
        lookFor(Duration.ofSeconds(59));
        assertThat(told).as("an end may be on its way").isEmpty();
        lookFor(Duration.ofSeconds(2));

        assertThat(told).hasSize(1);
    }

    @Test
    void what_passes_goes_by_no_clock_that_may_be_set() {
        long[] nanos = {Long.MAX_VALUE - 1_000};
        PassingTime passes = new PassingTime(NOW, () -> nanos[0]);

        assertThat(passes.instant()).isEqualTo(NOW);
        nanos[0] += 3_000_000_000L;
        assertThat(passes.instant()).isEqualTo(NOW.plusSeconds(3));
        assertThat(PassingTime.by(InstantSource.system())).isInstanceOf(PassingTime.class);
        assertThat(PassingTime.by(clock)).isSameAs(clock);
    }

    @Test
    void what_begins_while_as_many_are_in_flight_as_are_watched_is_counted() {
        IntStream.range(0, 1_003).forEach(i -> tell("call-" + i, Status.STARTED));

        assertThat(registry.get("spendbell.calls.unwatched").counter().count()).isEqualTo(3);
    }

    @Test
    void while_the_store_cannot_be_asked_nobody_is_told_and_nothing_is_forgotten() {
        tell("a", Status.STARTED);
        away = true;
        lookFor(Duration.ofSeconds(600));
        assertThat(told).isEmpty();

        away = false;
        lookFor(Duration.ofSeconds(50));
        assertThat(told).as("an end may be on its way").isEmpty();
        lookFor(Duration.ofSeconds(15));

        assertThat(told).hasSize(1);
    }

    @Test
    void a_call_that_is_told_of_late_is_given_a_minute_for_its_end_to_be_told_too() {
        watch.told(call("ended long ago", Status.STARTED, NOW.minusSeconds(3_600)), NOW);
        watch.told(call("hangs since long ago", Status.STARTED, NOW.minusSeconds(3_600)), NOW);
        watch.told(call("a little late", Status.STARTED, NOW.minusSeconds(270)), NOW);
        lookFor(Duration.ofSeconds(59));
        watch.told(call("ended long ago", Status.SUCCESS, NOW.minusSeconds(3_500)), clock.instant());
        assertThat(told).isEmpty();

        lookFor(Duration.ofSeconds(1));
        assertThat(told)
                .extracting(notice -> notice.key().rule().name())
                .containsExactly("notice:hanging:hangs since long ago", "notice:hanging:a little late");
    }

    @Test
    void a_late_call_is_given_no_longer_than_a_call_may_take() {
        rules = HangingCalls.after(Duration.ofSeconds(20), REMEMBERED);
        watch.told(call("old", Status.STARTED, NOW.minusSeconds(3_600)), NOW);

        lookFor(Duration.ofSeconds(19));
        assertThat(told).isEmpty();
        lookFor(Duration.ofSeconds(1));
        assertThat(told).hasSize(1);
    }

    @Test
    void an_end_that_could_not_be_taken_in_while_the_store_was_away_counts_when_it_is_back() {
        List.of("hangs", "ends here", "ends elsewhere").forEach(id -> tell(id, Status.STARTED));
        away = true;
        fault = "away";
        lookFor(Duration.ofSeconds(400));

        away = false;
        fault = null;
        lookFor(Duration.ofSeconds(20));
        tell("ends here", Status.SUCCESS);
        tellElsewhere("ends elsewhere", Status.SUCCESS);
        lookFor(Duration.ofSeconds(45));

        assertThat(told).extracting(notice -> notice.key().rule().name()).containsExactly("notice:hanging:hangs");
    }

    @Test
    void while_the_store_can_be_asked_and_takes_nothing_in_nobody_is_told() {
        tell("a", Status.STARTED);
        fault = "takes no writes";
        lookFor(Duration.ofSeconds(301));
        assertThat(told).isEmpty();

        fault = null;
        tellElsewhere("a", Status.SUCCESS);
        lookFor(Duration.ofSeconds(120));
        assertThat(told).isEmpty();
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void an_outage_that_is_over_before_a_call_may_be_said_to_hang_has_its_end_waited_for_too() {
        tell("a", Status.STARTED);
        lookFor(Duration.ofSeconds(290));
        fault = "away";
        lookFor(Duration.ofSeconds(9));
        fault = null;
        lookFor(Duration.ofSeconds(30));
        assertThat(told).isEmpty();

        tell("a", Status.SUCCESS);
        lookFor(Duration.ofSeconds(60));
        assertThat(told).isEmpty();
    }

    @Test
    void an_outage_is_released_when_it_has_been_quiet_for_long_enough_and_not_again() {
        // Given the last error of a deployment
        Outages outages = CallAlerts.standard(ZoneOffset.UTC).outages().get(0);
        List<AlertKey> released = new ArrayList<>();
        OutageWatch ofOutages = new OutageWatch(store, () -> List.of(outages), released::add, clock);
        String account = "0:deployment:dep-01";
        Instant start = outages.counters().iterator().next().windowAt(NOW).start();
        error(outages.source(), account, start);

        // When
        clock.set(outages.overAt(start).minusMillis(1));
        get(ofOutages.look());
        assertThat(released).isEmpty();
        clock.advance(Duration.ofMillis(1));
        get(ofOutages.look());
        get(ofOutages.look());

        // Then
        assertThat(released).isEqualTo(outages.keys(account)).hasSize(2);

        // And after the next one, once more
        Instant next =
                outages.counters().iterator().next().windowAt(clock.instant()).start();
        error(outages.source(), account, next);
        clock.set(outages.overAt(next));
        get(ofOutages.look());
        assertThat(released).hasSize(4);
    }

    @Test
    void an_account_that_was_closed_is_not_remembered_as_released() {
        // Given
        Outages outages = CallAlerts.standard(ZoneOffset.UTC).outages().get(0);
        List<AlertKey> released = new ArrayList<>();
        OutageWatch ofOutages = new OutageWatch(store, () -> List.of(outages), released::add, clock);
        Instant start = outages.counters().iterator().next().windowAt(NOW).start();
        List<String> accounts = List.of("0:deployment:stays", "0:deployment:goes");
        accounts.forEach(account -> error(outages.source(), account, start));
        clock.set(outages.overAt(start));
        get(ofOutages.look());
        assertThat(released).hasSize(4);

        // When all are closed and looked for, and come back
        assertThat(get(store.ledger().closeOver(source -> Instant.MAX, null))).isNull();
        error(outages.source(), accounts.get(0), start);
        get(ofOutages.look());
        assertThat(released).as("this one was there at each look").hasSize(4);
        error(outages.source(), accounts.get(1), start);
        get(ofOutages.look());

        // Then nothing but its being released again tells that the other one was forgotten
        assertThat(released).hasSize(6).endsWith(outages.keys(accounts.get(1)).toArray(AlertKey[]::new));
    }

    @Test
    void an_error_that_comes_while_outages_that_are_over_are_looked_for_keeps_its_claims() {
        // Given the last error of two outages, and one that comes between the read and the release
        Outages outages = CallAlerts.standard(ZoneOffset.UTC).outages().get(0);
        List<AlertKey> released = new ArrayList<>();
        OutageWatch ofOutages = new OutageWatch(whileItIsThere(), () -> List.of(outages), released::add, clock);
        Instant start = outages.counters().iterator().next().windowAt(NOW).start();
        List<String> names = List.of("0:deployment:a", "0:deployment:b");
        names.forEach(name -> error(outages.source(), name, start));
        clock.set(outages.overAt(start));
        List<String> rung = new ArrayList<>();
        beforeRelease = key -> {
            if (rung.isEmpty()) {
                rung.addAll(names);
                rung.removeIf(name -> outages.keys(name).contains(key));
                rung.forEach(name -> error(outages.source(), name, start.plusSeconds(270)));
            }
        };

        // When
        get(ofOutages.look());

        // Then
        assertThat(rung).hasSize(1);
        assertThat(released).hasSize(2).doesNotContainAnyElementsOf(outages.keys(rung.get(0)));
    }

    @Test
    void of_many_deployments_each_one_that_is_quiet_is_released() {
        Outages outages = CallAlerts.standard(ZoneOffset.UTC).outages().get(0);
        List<AlertKey> released = new ArrayList<>();
        OutageWatch ofOutages = new OutageWatch(store, () -> List.of(outages), released::add, clock);
        Instant start = outages.counters().iterator().next().windowAt(NOW).start();
        IntStream.range(0, 1_100).forEach(i -> error(outages.source(), "0:deployment:d" + i, start));
        error(outages.source(), "0:deployment:d5", start.plusSeconds(90));

        clock.set(outages.overAt(start));
        get(ofOutages.look());

        assertThat(Set.copyOf(released))
                .hasSize(2 * 1_099)
                .doesNotContainAnyElementsOf(outages.keys("0:deployment:d5"));
    }

    private void error(String source, String account, Instant windowStart) {
        Posting posting = new Posting(
                source,
                account,
                windowStart,
                windowStart,
                windowStart.minusSeconds(270),
                new Usd(1),
                Usd.ZERO,
                2_000,
                EntityFields.NONE,
                windowStart);
        get(store.commit(
                new Batch(clock.instant(), List.of(new Entry(null, List.of(posting), List.of(), List.of(), List.of()))),
                posted -> List.of()));
    }
}
