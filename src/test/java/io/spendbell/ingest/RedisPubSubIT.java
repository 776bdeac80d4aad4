package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.ClosedPort;
import io.spendbell.LoggedBy;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.RedisConfig;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channels of a real Redis, read by verticles that share one store, as replicas do. */
class RedisPubSubIT {
    private static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(100));

    private final Vertx vertx = Vertx.vertx();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1000));
    private final IntakeBudget budget = new IntakeBudget(100);
    private final Queue<Promise<Intake.Reply>> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holds;
    private TestRedis redis;
    private RedisLink publisher;

    /** One verticle, and what it has taken. */
    private final class Replica {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final Queue<Usd> taken = new ConcurrentLinkedQueue<>();
        final AtomicBoolean cutOff = new AtomicBoolean();
        final AtomicBoolean stalls = new AtomicBoolean();
        final AtomicInteger unanswered = new AtomicInteger();

        /** How many requests for the lease are not answered well: the last of them late, those before it never. */
        final AtomicInteger spoiled = new AtomicInteger();

        final Set<Thread> looksAtTheClockFrom = ConcurrentHashMap.newKeySet();
        final String id;

        Replica(String... channels) throws Exception {
            this(RedisConfig.standalone(redis.uri()), channels);
        }

        Replica(RedisConfig server, String... channels) throws Exception {
            RedisPubSubVerticle verticle = new RedisPubSubVerticle(
                    new IngestConfig.Redis(server, List.of(channels), null),
                    QUICK,
                    storeOf(this),
                    new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                    this::accept,
                    budget,
                    registry,
                    this::now);
            id = await(vertx.deployVerticle(verticle));
        }

        /** It is asked with each request for the lease, and with each message. */
        private Instant now() {
            looksAtTheClockFrom.add(Thread.currentThread());
            return Instant.now();
        }

        private Future<Intake.Reply> accept(List<Event> events) {
            events.forEach(event -> taken.add(((SpendEvent) event).cost()));
            if (!holds) {
                return Future.succeededFuture(Intake.Reply.ALL_ACCEPTED);
            }
            Promise<Intake.Reply> promise = Promise.promise();
            held.add(promise);
            return promise.future();
        }

        boolean reads(String channel) {
            return registry.get("spendbell.channel.heard")
                            .tag("channel", channel)
                            .gauge()
                            .value()
                    == 1;
        }

        double count(String name) {
            return registry.get(name).counter().count();
        }

        boolean has(int dollars) {
            return taken.contains(Usd.ofDollars(dollars));
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        await(store.open());
        publisher = new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "the test", QUICK);
        await(publisher.open());
    }

    @AfterEach
    void stop() throws Exception {
        held.forEach(promise -> promise.tryComplete(Intake.Reply.ALL_ACCEPTED));
        await(publisher.close());
        await(vertx.close());
        redis.close();
    }

    @Test
    void a_message_is_one_event_or_several_lines_on_any_of_the_channels() throws Exception {
        Replica replica = new Replica("spend", "more");
        until(() -> replica.reads("spend") && replica.reads("more"));

        publish("spend", spend(1));
        publish("more", spend(2) + "\n" + spend(3) + "\r\n\n");
        publish("other", spend(4));
        publish("spend", spend(5));

        until(() -> replica.taken.size() >= 4);
        assertThat(replica.taken).containsExactlyInAnyOrder(usd(1), usd(2), usd(3), usd(5));
        until(() -> replica.count("spendbell.events.accepted") == 4);
        assertThat(replica.count("spendbell.channel.deaf")).isZero();
    }

    @Test
    void what_is_no_event_is_counted_and_the_rest_of_the_message_is_taken() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));

        publish("spend", "nonsense\n" + spend(1) + "\n{\"event\":\"sync\",\"id\":\"x\"}");
        publish("spend", "x".repeat((1 << 20) + 1));
        publish("spend", "");

        until(() -> replica.count("spendbell.events.rejected") == 3);
        assertThat(replica.taken).containsExactly(usd(1));
    }

    @Test
    void past_the_bound_messages_are_dropped_and_counted() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));
        holds = true;

        publish("spend", spend(1) + "\n" + spend(2) + "\n" + spend(3));
        publish("spend", spend(4));

        until(() -> dropped(replica, "full") == 1 && replica.taken.size() == 3);
        assertThat(replica.taken).containsExactly(usd(1), usd(2), usd(3));
        holds = false;
        held.remove().complete(Intake.Reply.ALL_ACCEPTED);
        until(() -> budget.bytesUnderWay() == 0);
        publish("spend", spend(5));
        until(() -> replica.has(5));
    }

    @Test
    void what_the_daemon_could_not_keep_is_counted() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));
        holds = true;

        publish("spend", spend(1));
        until(() -> !held.isEmpty());
        held.remove().fail("it stops");

        until(() -> dropped(replica, "failed") == 1);
        assertThat(budget.bytesUnderWay()).isZero();
    }

    @Test
    void one_replica_at_a_time_reads_and_another_takes_over_at_once_from_one_that_stops() throws Exception {
        Replica first = new Replica("spend");
        until(() -> first.reads("spend"));
        Replica second = new Replica("spend");
        publish("spend", spend(1));
        until(() -> first.has(1));

        await(vertx.undeploy(first.id));
        untilHeard(second, 3);

        assertThat(first.taken).containsExactly(usd(1));
        assertThat(second.taken).doesNotContain(usd(1));
    }

    @Test
    void another_replica_takes_over_within_five_seconds_from_one_that_died() throws Exception {
        Replica first = new Replica("spend");
        until(() -> first.reads("spend"));
        Replica second = new Replica("spend");

        first.cutOff.set(true);
        await(vertx.undeploy(first.id));

        untilHeard(second, 5);
    }

    @Test
    void a_replica_that_cannot_prolong_its_lease_leaves_the_channel_to_the_other() throws Exception {
        Replica first = new Replica("spend");
        until(() -> first.reads("spend"));
        Replica second = new Replica("spend");

        first.cutOff.set(true);
        untilHeard(second, 5);
        until(() -> !first.reads("spend"));
        publish("spend", spend(7));
        until(() -> second.has(7));
        first.cutOff.set(false);
        publish("spend", spend(8));
        until(() -> second.has(8));

        assertThat(first.taken).doesNotContain(usd(7), usd(8));
    }

    @Test
    void stays_on_its_event_loop_though_the_store_does_not_answer_for_a_while() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));

        replica.stalls.set(true);
        until(() -> replica.unanswered.get() > 1 && !replica.reads("spend"));
        replica.stalls.set(false);
        untilHeard(replica, 5);

        assertThat(replica.looksAtTheClockFrom).hasSize(1);
    }

    @Test
    void hears_again_by_itself_when_the_server_is_back_and_says_how_long_it_was_deaf() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));

        redis.kill();
        until(() -> !replica.reads("spend"));
        redis.startAgain();
        untilHeard(replica, 5);

        assertThat(replica.count("spendbell.channel.deaf")).isPositive();
    }

    @Test
    void notices_a_server_that_hangs() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));

        publisher.send(Request.cmd(Command.DEBUG).arg("SLEEP").arg("1.5"));
        until(() -> !replica.reads("spend"));
        untilHeard(replica, 5);

        assertThat(replica.count("spendbell.channel.deaf")).isPositive();
    }

    @Test
    void waits_for_a_server_that_is_not_there_yet() throws Exception {
        redis.kill();
        Replica replica = new Replica("spend");
        redis.startAgain();

        untilHeard(replica, 5);
    }

    @Test
    void a_replica_that_cannot_reach_the_server_of_the_channel_leaves_it_to_another_one() throws Exception {
        try (ClosedPort closed = ClosedPort.open();
                LoggedBy log = LoggedBy.of(ChannelReader.class)) {
            Replica deaf = new Replica(RedisConfig.standalone("redis://127.0.0.1:" + closed.number()), "spend");
            Replica second = new Replica("spend");

            untilHeard(second, 5);
            until(() -> deaf.count("spendbell.channel.deaf") > 2);

            assertThat(deaf.reads("spend")).isFalse();
            assertThat(second.reads("spend")).isTrue();
            assertThat(log.messages())
                    .haveExactly(1, matching("The channel spend was not heard for [23]\\d\\d\\d ms, and is left .*"))
                    .haveExactly(1, matching("The channel spend is not heard: redis at 127.0.0.1:.* refused.*"))
                    .haveExactly(1, matching("This replica reads the channel spend.*"));
        }
    }

    @Test
    void a_replica_without_the_right_to_the_channel_leaves_it_to_another_one_and_reads_it_once_it_may()
            throws Exception {
        redis.command("ACL SETUSER deaf on >secret ~* resetchannels &other +@all");
        try (LoggedBy log = LoggedBy.of(ChannelReader.class)) {
            Replica deaf =
                    new Replica(RedisConfig.standalone("redis://deaf:secret@127.0.0.1:" + redis.port()), "spend");
            Replica second = new Replica("spend");
            untilHeard(second, 5);
            await(vertx.undeploy(second.id));
            until(() -> log.messages().stream().anyMatch(line -> line.contains("NOPERM")));
            redis.command("ACL SETUSER deaf &spend");

            untilHeard(deaf, 5);

            assertThat(deaf.count("spendbell.channel.deaf")).isBetween(2.5, 60.0);
            assertThat(log.messages()).haveExactly(1, matching("The channel spend is not heard: .*NOPERM.*"));
        }
    }

    @Test
    void says_for_how_long_nobody_has_heard_from_the_first_moment_though_the_channel_was_left_meanwhile()
            throws Exception {
        try (LoggedBy log = LoggedBy.of(ChannelReader.class)) {
            Replica replica = new Replica("spend");
            until(() -> replica.reads("spend"));
            redis.kill();
            until(() -> replica.count("spendbell.channel.deaf") > 2);
            redis.startAgain();

            untilHeard(replica, 5);

            assertThat(told(log, "The channel spend was not heard for (\\d+) ms at most.*"))
                    .isGreaterThan(2.5)
                    .isCloseTo(replica.count("spendbell.channel.deaf"), within(0.002));
        }
    }

    @Test
    void who_takes_over_counts_for_how_long_nobody_has_heard_as_its_log_says() throws Exception {
        try (LoggedBy log = LoggedBy.of(ChannelReader.class)) {
            Replica first = new Replica("spend");
            until(() -> first.reads("spend"));
            Replica second = new Replica("spend");
            first.cutOff.set(true);
            await(vertx.undeploy(first.id));

            untilHeard(second, 5);

            assertThat(told(log, "This replica reads the channel spend, which another one had and .* (\\d+) ms.*"))
                    .isGreaterThan(3)
                    .isCloseTo(second.count("spendbell.channel.deaf"), within(0.002));
        }
    }

    /** The seconds that the one line like this says. */
    private static double told(LoggedBy log, String regex) {
        List<Double> told = log.messages().stream()
                .map(Pattern.compile(regex)::matcher)
                .filter(Matcher::matches)
                .map(line -> Integer.parseInt(line.group(1)) / 1_000.0)
                .toList();
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    @Test
    void nothing_is_lost_where_one_request_for_the_lease_is_not_answered_and_the_next_one_late() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));
        replica.spoiled.set(2);
        AtomicInteger said = new AtomicInteger();
        long timer = vertx.setPeriodic(
                20,
                ignored ->
                        publisher.send(publication("spend", spend(1))).onSuccess(published -> said.incrementAndGet()));

        until(() -> replica.spoiled.get() == 0);
        int then = said.get();
        until(() -> said.get() > then + 100);
        vertx.cancelTimer(timer);

        until(() -> replica.taken.size() + dropped(replica, "full") >= said.get());
        assertThat(replica.count("spendbell.channel.deaf")).isZero();
    }

    @Test
    void what_is_dropped_after_the_end_of_a_lease_is_told_by_the_time_that_it_was_not_held() throws Exception {
        Replica replica = new Replica("spend");
        until(() -> replica.reads("spend"));

        replica.spoiled.set(3);
        until(() -> replica.count("spendbell.channel.deaf") > 0.1);
        untilHeard(replica, 5);

        assertThat(replica.count("spendbell.channel.deaf")).isLessThan(3);
    }

    private static Condition<String> matching(String regex) {
        return new Condition<>(line -> line.matches(regex), regex);
    }

    /** The store as it is for a replica that can be cut off from it, or left without answers. */
    private Store storeOf(Replica replica) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (replica.stalls.get()) {
                        replica.unanswered.incrementAndGet();
                        return Promise.promise().future();
                    }
                    if (method.getName().equals("acquire") && replica.spoiled.get() > 0) {
                        boolean never = replica.spoiled.getAndDecrement() > 1;
                        Promise<Object> late = Promise.promise();
                        if (!never) {
                            vertx.setTimer(
                                    500, ignored -> answer(method, arguments).onComplete(late));
                        }
                        return late.future();
                    }
                    return replica.cutOff.get() ? Future.failedFuture("cut off") : method.invoke(store, arguments);
                });
    }

    /** Says something every few milliseconds until it is heard. */
    private void untilHeard(Replica replica, int seconds) throws Exception {
        long begun = System.nanoTime();
        int before = replica.taken.size();
        AtomicInteger said = new AtomicInteger(100);
        long timer =
                vertx.setPeriodic(20, ignored -> publisher.send(publication("spend", spend(said.incrementAndGet()))));
        until(() -> replica.taken.size() > before);
        vertx.cancelTimer(timer);
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(seconds));
    }

    @SuppressWarnings("unchecked")
    private Future<Object> answer(Method method, Object[] arguments) {
        try {
            return (Future<Object>) method.invoke(store, arguments);
        } catch (ReflectiveOperationException e) {
            return Future.failedFuture(e);
        }
    }

    private void publish(String channel, String message) throws Exception {
        await(publisher.send(publication(channel, message)));
    }

    private static Request publication(String channel, String message) {
        return Request.cmd(Command.PUBLISH).arg(channel).arg(message);
    }

    private static double dropped(Replica replica, String reason) {
        return replica.registry
                .get("spendbell.messages.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static String spend(int dollars) {
        return "{\"event\":\"spend\",\"cost\":" + dollars + ",\"team_id\":\"t\"}";
    }

    private static Usd usd(int dollars) {
        return Usd.ofDollars(dollars);
    }

    /** Waits until something is so, asking again after each timer tick. */
    private void until(BooleanSupplier condition) throws Exception {
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setPeriodic(5, ignored -> {
            if (condition.getAsBoolean()) {
                promise.tryComplete();
            }
        });
        await(promise.future());
        vertx.cancelTimer(timer);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
