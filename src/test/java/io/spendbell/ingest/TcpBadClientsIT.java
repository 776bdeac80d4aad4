package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients over TCP that never read, never end a line or are too many. */
class TcpBadClientsIT extends TcpIngestFixture {
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
}
