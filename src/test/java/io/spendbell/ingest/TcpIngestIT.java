package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.config.Secret;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The TCP way in over real sockets, with an intake that the test holds in its hands. */
class TcpIngestIT {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\"}";
    private static final Tcp SETTINGS = new Tcp("127.0.0.1", 0, null, null, 1024, 8);

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Tcp WITH_TOKEN = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private IntakeBudget budget = new IntakeBudget(1 << 18);
    private final HeldIntake intake = new HeldIntake(vertx);
    private String deployment = "";

    private int start(Tcp settings) throws Exception {
        return start(settings, Duration.ofSeconds(30), intake);
    }

    private int start(Tcp settings, Duration replyTimeout, Intake intake) throws Exception {
        return start(settings, new Patience(replyTimeout, LONG, LONG), intake);
    }

    private int start(Tcp settings, Patience patience, Intake intake) throws Exception {
        TcpIngest shared = new TcpIngest(
                settings,
                () -> new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                intake,
                budget,
                new IngestMetrics(registry, budget),
                InstantSource.system(),
                patience);
        AtomicReference<TcpIngestVerticle> one = new AtomicReference<>();
        deployment = await(vertx.deployVerticle(
                () -> {
                    TcpIngestVerticle verticle = new TcpIngestVerticle(shared);
                    one.set(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(2)));
        return one.get().port();
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Waits until something is so, asking again after each timer tick. */
    private void until(BooleanSupplier condition) throws Exception {
        Promise<Void> promise = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (condition.getAsBoolean()) {
                vertx.cancelTimer(timer);
                promise.tryComplete();
            }
        });
        await(promise.future());
    }

    @Test
    void answers_a_barrier_with_what_was_accepted_and_rejected_since_the_one_before() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.send(SPEND + "\r\n" + SPEND + "\n\n   \n");
            assertThat(client.sync("a")).isEqualTo(new JsonObject("{\"synced\":\"a\",\"accepted\":2,\"rejected\":0}"));
            client.lines(SPEND, "nonsense");
            assertThat(client.sync("b")).isEqualTo(new JsonObject("{\"synced\":\"b\",\"accepted\":1,\"rejected\":1}"));
        }
    }

    @Test
    void a_bad_line_is_answered_with_its_number_and_the_connection_goes_on() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines("", SPEND, "{\"event\":\"spend\"}", "x".repeat(2_000), SPEND);
            List<JsonObject> replies =
                    client.lines("{\"event\":\"sync\",\"id\":\"s\"}").finish();

            assertThat(replies).hasSize(3);
            assertThat(replies.get(0).getInteger("line")).isEqualTo(3);
            assertThat(replies.get(0).getString("error")).startsWith("cost: missing");
            assertThat(replies.get(1).getInteger("line")).isEqualTo(4);
            assertThat(replies.get(1).getString("error")).contains("1024");
            assertThat(replies.get(2)).isEqualTo(new JsonObject("{\"synced\":\"s\",\"accepted\":2,\"rejected\":2}"));
        }
    }

    @Test
    void half_a_line_at_the_end_of_a_connection_is_no_event() throws Exception {
        int port = start(SETTINGS);
        try (TcpClient client = new TcpClient(port)) {
            assertThat(client.send(SPEND + "\n" + SPEND).finish()).isEmpty();
        }
        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_client_that_has_ended_its_side_still_gets_its_answers() throws Exception {
        intake.holds = true;
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}");
            until(() -> !intake.held.isEmpty());
            vertx.setTimer(50, ignored -> intake.held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED)));

            assertThat(client.finish())
                    .containsExactly(new JsonObject("{\"synced\":\"s\",\"accepted\":1,\"rejected\":0}"));
        }
    }

    @Test
    void no_barrier_is_answered_before_the_intake_has_answered() throws Exception {
        intake.holds = true;
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}", "bad");
            assertThat(client.reply().getInteger("line"))
                    .as("an error need not wait")
                    .isEqualTo(3);
            until(() -> !intake.held.isEmpty());
            intake.held.forEach(each ->
                    each.complete(new Intake.Reply(List.of(new Intake.Rejection(0, "cost: total out of range")))));

            assertThat(client.reply()).isEqualTo(new JsonObject("{\"error\":\"cost: total out of range\",\"line\":1}"));
            assertThat(client.reply()).isEqualTo(new JsonObject("{\"synced\":\"s\",\"accepted\":0,\"rejected\":1}"));
        }
    }

    @Test
    void clients_that_waited_for_room_are_all_read_again_though_most_of_them_have_nothing_to_say() throws Exception {
        // Given
        budget = new IntakeBudget(1 << 16);
        budget.take(1 << 16);
        int port = start(new Tcp("127.0.0.1", 0, null, null, 1024, 256));
        List<TcpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(new TcpClient(port).lines(SPEND));
            }
            until(() -> budget.waiting() == clients.size());
            assertThat(intake.taken)
                    .as("what finds no room is not even decoded")
                    .isEmpty();

            // When
            budget.giveBack(1 << 16);

            // Then, though only the last one sends anything
            TcpClient last = clients.get(clients.size() - 1).lines(SPEND);
            assertThat(last.sync("s").getInteger("accepted")).isEqualTo(2);
        } finally {
            for (TcpClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void the_right_token_opens_and_counts_as_no_event() throws Exception {
        Tcp settings = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);
        try (TcpClient client = new TcpClient(start(settings))) {
            client.lines("{\"auth\":\"s3cret\"}", SPEND, "nonsense");
            assertThat(client.reply().getInteger("line")).isEqualTo(3);
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        }
    }

    @Test
    void a_wrong_or_missing_token_gets_one_error_and_the_door() throws Exception {
        Tcp settings = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);
        int port = start(settings);
        for (String first : List.of("{\"auth\":\"guess\"}", SPEND, "{\"auth\":7}", "nonsense", "y".repeat(3_000))) {
            try (TcpClient client = new TcpClient(port)) {
                client.lines(first, SPEND, SPEND);
                assertThat(client.reply().getString("error")).contains("auth:").doesNotContain("s3cret", "guess");
                assertThat(client.reply()).isNull();
            }
        }
        assertThat(intake.taken).isEmpty();
    }

    @Test
    void speaks_tls_where_it_is_told_to() throws Exception {
        IngestConfig.Tls tls = new IngestConfig.Tls(resource("cert.pem"), resource("key.pem"));
        int port = start(new Tcp("127.0.0.1", 0, null, tls, 1024, 8));
        NetClient client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(resource("cert.pem").toString()))
                .setHostnameVerificationAlgorithm("HTTPS"));
        Promise<String> answer = Promise.promise();

        NetSocket socket = await(client.connect(port, "localhost"));
        socket.handler(buffer -> answer.tryComplete(buffer.toString()));
        socket.write(SPEND + "\n{\"event\":\"sync\",\"id\":\"s\"}\n");

        assertThat(await(answer.future())).isEqualTo("{\"synced\":\"s\",\"accepted\":1,\"rejected\":0}\n");
    }

    private static Path resource(String name) throws Exception {
        return Path.of(TcpIngestIT.class.getResource("/tls/" + name).toURI());
    }

    @Test
    void one_connection_too_many_is_told_so_and_closed() throws Exception {
        int port = start(new Tcp("127.0.0.1", 0, null, null, 1024, 1));
        try (TcpClient first = new TcpClient(port)) {
            first.sync("a");
            try (TcpClient second = new TcpClient(port)) {
                assertThat(second.reply().getString("error")).contains("at most 1");
                assertThat(second.reply()).isNull();
            }
            assertThat(first.sync("b")).isNotNull();
        }
    }

    @Test
    void errors_are_told_a_hundred_a_second_and_the_rest_as_a_number() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.send("bad\n".repeat(500));
            List<JsonObject> replies =
                    client.lines("{\"event\":\"sync\",\"id\":\"s\"}").finish();

            long told =
                    replies.stream().filter(reply -> reply.containsKey("error")).count();
            long omitted = replies.stream()
                    .mapToLong(reply -> reply.getLong("errors_omitted", 0L))
                    .sum();
            assertThat(told + omitted).isEqualTo(500);
            assertThat(told).isBetween(100L, 300L);
            assertThat(replies.get(replies.size() - 1).getLong("rejected")).isEqualTo(500);
        }
    }

    @Test
    void a_slow_intake_stops_the_reading() throws Exception {
        // Given an intake that answers nothing
        intake.holds = true;
        int port = start(SETTINGS);
        long limit = 1L << 20;
        byte[] chunk = (SPEND + "\n").repeat(1_000).getBytes(StandardCharsets.UTF_8);

        // When a client sends without end, its socket must fill up
        List<Thread> senders = new ArrayList<>();
        List<TcpClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TcpClient client = new TcpClient(port);
            clients.add(client);
            Thread sender = new Thread(() -> {
                try {
                    for (int sent = 0; sent < 64 << 20; sent += chunk.length) {
                        client.send(chunk);
                    }
                } catch (IOException e) {
                    // closed by the test
                }
            });
            sender.start();
            senders.add(sender);
        }
        until(() -> senders.stream().allMatch(sender -> sender.getState() == Thread.State.RUNNABLE)
                && budget.isExhausted());
        long underWay = budget.bytesUnderWay();

        // Then what is in memory stays bounded, and all is taken once the intake answers
        assertThat(underWay).isLessThan(limit);
        intake.holds = false;
        until(() -> {
            intake.held.removeIf(each -> {
                each.tryComplete(Intake.Reply.ALL_ACCEPTED);
                return true;
            });
            return intake.taken.size() > 200_000;
        });
        for (TcpClient client : clients) {
            client.close();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        until(() -> budget.bytesUnderWay() == 0);
    }

    @Test
    void barriers_that_wait_stop_the_reading_as_events_do_and_are_all_answered() throws Exception {
        // Given a client with an event that waits, on which barriers wait without end
        intake.holds = true;
        budget = new IntakeBudget(1 << 16);
        int barriers = 100_000;
        byte[] chunk = "{\"event\":\"sync\",\"id\":\"s\"}\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines(SPEND);
            Thread sender = new Thread(() -> {
                try {
                    for (int sent = 0; sent < barriers; sent += 1_000) {
                        client.send(chunk);
                    }
                } catch (IOException e) {
                    // closed by the test
                }
            });

            // When
            sender.start();

            // Then
            until(budget::isExhausted);
            assertThat(budget.bytesUnderWay()).isLessThan(4L << 20);

            // And when the intake answers
            intake.letGo();
            for (int i = 0; i < barriers; i++) {
                assertThat(client.reply().getInteger("accepted")).isEqualTo(i == 0 ? 1 : 0);
            }
            sender.join();
            until(() -> budget.bytesUnderWay() == 0);
        }
    }

    @Test
    void barriers_of_a_client_whose_events_the_intake_gives_up_count_no_longer() throws Exception {
        intake.holds = true;
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}", SPEND, "{\"event\":\"sync\",\"id\":\"t\"}");
            until(() -> intake.held.size() == 2);

            intake.held.forEach(each -> each.fail("given up on purpose"));

            assertThat(client.reply()).isNull();
            until(() -> budget.bytesUnderWay() == 0);
        }
    }

    @Test
    void an_end_of_input_does_not_overtake_what_waits_to_be_read() throws Exception {
        // Given an intake that takes its time, so that reading stops and goes on again and again
        budget = new IntakeBudget(1 << 16);
        int port = start(SETTINGS, Duration.ofSeconds(30), events -> {
            Promise<Intake.Reply> promise = intake.onCallersContext();
            vertx.setTimer(1, ignored -> promise.complete(Intake.Reply.ALL_ACCEPTED));
            return promise.future();
        });
        byte[] events = (SPEND + "\n").repeat(100_000).getBytes(StandardCharsets.UTF_8);

        // When
        for (int i = 0; i < 5; i++) {
            try (TcpClient client = new TcpClient(port)) {
                client.send(events).lines("{\"event\":\"sync\",\"id\":\"s\"}");

                // Then
                assertThat(client.finish())
                        .containsExactly(new JsonObject("{\"synced\":\"s\",\"accepted\":100000,\"rejected\":0}"));
            }
        }
    }

    @Test
    void a_client_that_never_reads_its_replies_is_closed() throws Exception {
        int port = start(SETTINGS, Duration.ofMillis(200), intake);
        try (TcpClient client = new TcpClient(port)) {
            byte[] syncs = ("{\"event\":\"sync\",\"id\":\"" + "i".repeat(200) + "\"}\n")
                    .repeat(1_000)
                    .getBytes(StandardCharsets.UTF_8);
            IOException end = null;
            for (int i = 0; i < 1_000 && end == null; i++) {
                try {
                    client.send(syncs);
                } catch (SocketException e) {
                    end = e;
                }
            }
            assertThat(end).as("the connection was closed").isNotNull();
        }
        assertThat(registry.get("spendbell.connections.closed")
                        .tag("reason", "does_not_read")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double closed(String reason) {
        return registry.get("spendbell.connections.closed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void a_client_that_shows_no_token_is_closed() throws Exception {
        int port = start(WITH_TOKEN, new Patience(LONG, LONG, SHORT), intake);
        try (TcpClient silent = new TcpClient(port);
                TcpClient known = new TcpClient(port)) {
            known.lines("{\"auth\":\"s3cret\"}");
            assertThat(silent.reply().getString("error")).startsWith("auth: missing for 200 ms");
            assertThat(silent.reply()).isNull();
            assertThat(known.sync("a")).as("idle is fine for who is known").isNotNull();
        }
        assertThat(closed("no_token")).isEqualTo(1);
    }

    @Test
    void a_line_that_does_not_end_closes_its_connection_however_slowly_it_goes_on() throws Exception {
        int port = start(SETTINGS, new Patience(LONG, SHORT, LONG), intake);
        try (TcpClient stuck = new TcpClient(port);
                TcpClient slow = new TcpClient(port);
                TcpClient idle = new TcpClient(port)) {
            stuck.lines(SPEND).send("{\"event\":");
            long drip = vertx.setPeriodic(5, ignored -> {
                try {
                    slow.send("x");
                } catch (IOException e) {
                    // closed, as it should be
                }
            });

            JsonObject reply = stuck.reply();
            assertThat(reply.getString("error")).isEqualTo("line: not ended for 200 ms (expected: a line feed)");
            assertThat(reply.getInteger("line")).isEqualTo(2);
            assertThat(stuck.reply()).isNull();
            assertThat(slow.reply().getString("error")).startsWith("line: not ended");
            vertx.cancelTimer(drip);
            assertThat(idle.sync("a"))
                    .as("who has begun no line may take his time")
                    .isNotNull();
        }
        assertThat(closed("unfinished_line")).isEqualTo(2);
        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_client_that_sends_byte_by_byte_is_understood() throws Exception {
        try (TcpClient client = new TcpClient(start(SETTINGS))) {
            for (byte one : (SPEND + "\r\n").getBytes(StandardCharsets.UTF_8)) {
                client.send(new byte[] {one});
            }
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        }
    }

    @Test
    void a_line_that_waits_because_the_intake_is_slow_does_not_count_as_unfinished() throws Exception {
        intake.holds = true;
        budget = new IntakeBudget(1);
        int port = start(SETTINGS, new Patience(LONG, SHORT, LONG), intake);
        try (TcpClient client = new TcpClient(port)) {
            client.send(SPEND + "\n{\"event\":");
            until(() -> !intake.held.isEmpty());
            client.send("\"sync\",\"id\":\"s\"}\n");
            Promise<Void> passed = Promise.promise();
            vertx.setTimer(3 * SHORT.toMillis(), ignored -> passed.complete());
            await(passed.future());
            intake.held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED));

            assertThat(client.reply()).isEqualTo(new JsonObject("{\"synced\":\"s\",\"accepted\":1,\"rejected\":0}"));
        }
    }

    @Test
    void unfinished_lines_are_bounded_together_and_the_largest_goes_first() throws Exception {
        int longest = 1 << 20;
        int port = start(new Tcp("127.0.0.1", 0, null, null, longest, 64), new Patience(LONG, LONG, LONG), intake);
        byte[] half = "x".repeat(longest - 10).getBytes(StandardCharsets.UTF_8);
        List<TcpClient> clients = new ArrayList<>();
        try (TcpClient small = new TcpClient(port)) {
            small.send("{\"event\":");
            // Each of two event loops may hold four.
            for (int i = 0; i < 12; i++) {
                TcpClient client = new TcpClient(port);
                clients.add(client);
                client.send(half);
            }
            until(() -> registry.find("spendbell.connections.closed")
                            .tag("reason", "unfinished_lines")
                            .counter()
                    != null);
            assertThat(small.send("\"sync\",\"id\":\"s\"}\n").reply().getString("synced"))
                    .isEqualTo("s");
        } finally {
            for (TcpClient client : clients) {
                client.close();
            }
        }
        assertThat(closed("unfinished_lines")).isBetween(2.0, 8.0);
    }

    @Test
    void one_connection_more_than_may_be_is_told_and_closed() throws Exception {
        int port = start(new Tcp("127.0.0.1", 0, null, null, 1024, 2));
        try (TcpClient idle = new TcpClient(port);
                TcpClient client = new TcpClient(port)) {
            assertThat(client.lines(SPEND).sync("a").getInteger("accepted")).isEqualTo(1);
            until(() -> registry.get("spendbell.connections").gauge().value() == 2);
            try (TcpClient tooMany = new TcpClient(port)) {
                assertThat(tooMany.reply().getString("error")).contains("at most 2");
                assertThat(tooMany.reply()).isNull();
            }
            assertThat(idle.lines(SPEND).sync("a").getInteger("accepted")).isEqualTo(1);
        }
        assertThat(closed("too_many")).isEqualTo(1);
    }

    @Test
    void stopping_answers_what_was_taken_in_and_then_closes() throws Exception {
        intake.holds = true;
        int port = start(SETTINGS);
        try (TcpClient client = new TcpClient(port)) {
            client.lines(SPEND, "{\"event\":\"sync\",\"id\":\"s\"}");
            until(() -> !intake.held.isEmpty());

            Future<Void> stopped = vertx.undeploy(deployment);
            until(() -> isTurnedAway(port));
            intake.held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED));

            assertThat(client.reply().getString("synced")).isEqualTo("s");
            assertThat(client.reply()).isNull();
            await(stopped);
        }
    }

    private static boolean isTurnedAway(int port) {
        try (TcpClient another = new TcpClient(port)) {
            return another.reply() == null;
        } catch (IOException e) {
            return true;
        }
    }
}
