package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An intake that is slow, and what its clients may still send and ask. */
class TcpBackPressureIT extends TcpIngestFixture {
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
}
