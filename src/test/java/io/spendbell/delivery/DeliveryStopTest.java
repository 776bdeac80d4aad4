package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.QUICK;
import static io.spendbell.delivery.DeliveryFixture.alert;
import static io.spendbell.delivery.DeliveryFixture.alerts;
import static io.spendbell.delivery.DeliveryFixture.get;
import static io.spendbell.delivery.DeliveryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.View;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left behind by a verticle that stops, and by a store that fails. */
class DeliveryStopTest {
    private static final DeliverySettings SLOW = DeliverySettings.of(Duration.ofHours(1), 1_000);
    private static final DeliverySettings AT_ONCE = DeliverySettings.of(Duration.ofHours(1), 1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final DeliveryFixture fixture = new DeliveryFixture();
    private final MutableClock clock = new MutableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    @BeforeEach
    void open() {
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static List<Alert> longAlerts(int count) {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(alert("a" + i, Level.LOW, i + " " + "x".repeat(2_500)));
        }
        return alerts;
    }

    @Test
    void stopping_delivers_what_is_due() {
        // Given
        fixture.deploy(fixture.slack("finops"), SLOW);
        List<Alert> alerts = longAlerts(20);
        fixture.raise(alerts, "finops");

        // When
        fixture.undeploy("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrderElementsOf(ids(alerts));
        assertThat(fixture.outbox()).isEmpty();
    }

    @Test
    void stopping_in_the_midst_of_a_flush_delivers_the_rest_of_it() {
        // Given
        fixture.deploy(fixture.slack("finops"), AT_ONCE);
        List<Alert> alerts = longAlerts(20);
        fixture.raise(alerts, "finops");
        get(fixture.slack.awaitMessages(1));

        // When
        fixture.undeploy("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsExactlyInAnyOrderElementsOf(ids(alerts));
        assertThat(fixture.slack.count(429)).isZero();
    }

    @Test
    void what_cannot_be_delivered_in_time_is_given_back() {
        // Given
        fixture.deploy(fixture.slack("finops"), AT_ONCE, Duration.ofMillis(150));
        List<Alert> alerts = longAlerts(55);
        fixture.raise(alerts, "finops");
        get(fixture.slack.awaitMessages(1));

        // When
        fixture.undeploy("finops");

        // Then
        // In this order: what is settled between the two looks is not in neither.
        var left = get(fixture.store.outbox().list("finops", 0, 100));
        List<String> seen = fixture.slack.alertsSeen();
        assertThat(seen).isNotEmpty().hasSizeLessThan(55);
        assertThat(Stream.concat(
                        seen.stream(), left.stream().map(view -> view.id().alertId())))
                .containsAll(ids(alerts));
        // What was about to be posted is given back a moment later; what was being posted waits for its answer, or was
        // cut.
        Instant now = fixture.clock.instant();
        List<Delivery> rest = new ArrayList<>();
        fixture.eventually("all that is not being posted is given back", () -> {
            rest.addAll(get(fixture.store.outbox().lease("finops", "another", now, now.plusSeconds(9), 100))
                    .deliveries());
            return rest.size()
                    == fixture.outbox().stream()
                            .filter(view -> view.state() != View.State.POSTING && view.notBefore() == null)
                            .count();
        });
        assertThat(rest).isNotEmpty().noneMatch(delivery -> delivery.mayBeRepeat());
    }

    @Test
    void a_post_that_hangs_neither_holds_up_the_stop_nor_is_it_released() {
        // Given
        fixture.clock = clock;
        fixture.slack.next(new Misbehaviour.AcceptThenHang());
        fixture.deploy(fixture.slack("finops"), AT_ONCE, SHORT);
        fixture.raise(longAlerts(5), "finops");
        get(fixture.slack.awaitRequests(1));
        List<String> first = fixture.slack.alertsSeen();
        Instant stopping = Instant.now();

        // When
        fixture.undeploy("finops");

        // Then
        assertThat(Duration.between(stopping, Instant.now())).isLessThan(Duration.ofSeconds(3));
        assertThat(fixture.outbox()).hasSize(5).allSatisfy(view -> {
            boolean wasPosted = first.contains(view.id().alertId());
            assertThat(view.notBefore() != null).isEqualTo(wasPosted);
        });

        // When the post was cut, and it is almost time to repeat it
        fixture.eventually("cut", () -> fixture.outbox().stream().anyMatch(view -> view.attempts() == 1));
        clock.advance(Duration.ofMillis(29_999));
        DeliveryVerticle again = fixture.deploy(fixture.slack("finops"), AT_ONCE);
        fixture.eventually("the others", () -> fixture.backlog("finops").waiting() == first.size());
        fixture.pass(Duration.ofMillis(100));
        assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates();
        clock.advance(Duration.ofMillis(1));
        again.hurry();
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).hasSize(5 + first.size());
        assertThat(fixture.slack
                        .messages()
                        .get(fixture.slack.messages().size() - 1)
                        .body())
                .contains("May be a repeat");
    }

    @Test
    void stopping_does_not_post_to_who_asked_to_be_left_alone() {
        // Given
        fixture.clock = clock;
        fixture.slack.next(Misbehaviour.rateLimited(60));
        fixture.deploy(fixture.slack("finops"), AT_ONCE);
        fixture.raise(alert("a", Level.LOW), "finops");
        fixture.eventually("the answer", () -> fixture.outbox().get(0).attempts() == 1);

        // When
        fixture.raise(alert("b", Level.LOW), "finops");
        fixture.undeploy("finops");

        // Then
        assertThat(fixture.slack.requests()).hasSize(1);
        assertThat(fixture.outbox()).hasSize(2).allMatch(view -> view.state() == View.State.WAITING);
    }

    @Test
    void a_stopped_verticle_posts_nothing_more() {
        // Given
        DeliveryVerticle verticle = fixture.deploy(fixture.slack("finops"), AT_ONCE);
        fixture.undeploy("finops");

        // When
        fixture.raise(alert("late", Level.LOW), "finops");
        verticle.raised(1);
        verticle.hurry();
        fixture.pass(Duration.ofMillis(100));

        // Then
        assertThat(fixture.slack.requests()).isEmpty();
        assertThat(fixture.outbox()).singleElement().satisfies(view -> {
            assertThat(view.state()).isEqualTo(View.State.WAITING);
            assertThat(view.attempts()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "reserveTurn", "begin", "settle", "release", "hold", "backlog"})
    void a_store_that_fails_once_loses_nothing(String method) {
        // Given
        FlakyStore flaky = new FlakyStore(DeliveryFixture.openStore());
        fixture.store = flaky.store();
        DeliverySettings settings = new DeliverySettings(
                QUICK.flushInterval(),
                QUICK.batchSize(),
                Duration.ofMillis(500),
                QUICK.repeatAfter(),
                QUICK.betweenProbes(),
                5_000,
                20);
        flaky.failNext(method);
        fixture.deploy(fixture.slack("finops"), settings);
        List<Alert> alerts = longAlerts(5);

        // When
        fixture.raise(alerts, "finops");
        fixture.eventually("the failure", () -> flaky.pendingFailures() == 0);
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(fixture.slack.alertsSeen()).containsAll(ids(alerts));
        if (!method.equals("settle")) {
            assertThat(fixture.slack.alertsSeen()).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_renderer_that_fails_once_loses_nothing() {
        // Given
        Destination slack = fixture.slack("finops");
        AtomicBoolean failed = new AtomicBoolean();
        Destination fragile = (Destination) Proxy.newProxyInstance(
                Destination.class.getClassLoader(), new Class<?>[] {Destination.class}, (proxy, method, args) -> {
                    if (method.getName().equals("renderer") && failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("cannot be laid out");
                    }
                    return method.invoke(slack, args);
                });
        fixture.deploy(fragile, QUICK);

        // When
        fixture.raise(alert("a", Level.LOW), "finops");
        fixture.eventuallyAllDelivered("finops");

        // Then
        assertThat(failed).isTrue();
        assertThat(fixture.slack.alertsSeen()).containsExactly("a");
    }

    @Test
    void what_somebody_else_has_leased_is_not_asked_for_without_a_pause() {
        // Given
        FlakyStore counting = new FlakyStore(DeliveryFixture.openStore());
        fixture.store = counting.store();
        fixture.raise(alerts("a", 1, Level.LOW), "finops");
        Instant now = fixture.clock.instant();
        var leased = get(fixture.store.outbox().lease("finops", "another", now, now.plusSeconds(60), 10));
        get(fixture.store.outbox().begin(List.of(leased.deliveries().get(0).id()), "another", now));

        // When
        fixture.deploy(fixture.slack("finops"), DeliverySettings.of(Duration.ofMillis(50), 100));
        fixture.pass(Duration.ofMillis(500));

        // Then
        assertThat(counting.calls("lease")).isLessThan(20);
    }

    @Test
    void what_another_process_took_over_meanwhile_is_not_posted_and_the_rest_is() {
        // Given two alerts that share a message, and a process that stands still before it posts
        FlakyStore slow = new FlakyStore(DeliveryFixture.openStore());
        AtomicBoolean robbed = new AtomicBoolean();
        fixture.store = slow.store();
        Alert first = alert("first", Level.HIGH);
        fixture.raise(first, "finops");
        fixture.raise(alert("second", Level.LOW), "finops");
        slow.before("begin", () -> {
            if (robbed.compareAndSet(false, true)) {
                Instant later = fixture.clock.instant().plus(Duration.ofHours(1));
                get(fixture.store.outbox().lease("finops", "another", later, later.plusSeconds(60), 1));
            }
        });

        // When
        fixture.deploy(fixture.slack("finops"), DeliverySettings.of(Duration.ofMillis(50), 100));

        // Then
        fixture.eventually("the other one", () -> !fixture.slack.messages().isEmpty());
        fixture.pass(Duration.ofMillis(300));
        assertThat(fixture.slack.alertsSeen()).containsExactly("second");
        assertThat(fixture.backlog("finops").waiting()).isEqualTo(1);
    }
}
