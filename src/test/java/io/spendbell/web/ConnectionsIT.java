package io.spendbell.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients over real sockets that hold connections and ask for nothing, or too slowly. */
@Timeout(60)
class ConnectionsIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MOST = 4;
    private static final int CROWD = 3;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String HALF_A_HEAD = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    private static final String LAST_ANSWER = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Client> clients = new ArrayList<>();
    private final Queue<HttpServerRequest> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean answers = true;
    private int port;

    private void start(Duration longestWait) throws Exception {
        start(Duration.ZERO, longestWait);
    }

    private void start(Duration shortestWait, Duration longestWait) throws Exception {
        Promise<HttpServer> listening = Promise.promise();
        vertx.runOnContext(ignored -> {
            Connections connections =
                    new Connections(vertx, registry, new Connections.Limits(MOST, shortestWait, longestWait));
            vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .connectionHandler(connection -> {
                        connections.opened(connection);
                        opened.incrementAndGet();
                    })
                    .requestHandler(request -> {
                        connections.began(request);
                        if (answers) {
                            request.response().end("ok");
                        } else {
                            asked.add(request);
                        }
                    })
                    .listen(0, "127.0.0.1")
                    .onComplete(listening);
        });
        port = await(listening.future()).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        for (Client client : clients) {
            client.socket.close();
        }
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A client that goes no further than it is told, and is known to the server from the beginning. */
    private final class Client {
        final Socket socket;

        Client() throws Exception {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            clients.add(this);
            until(() -> opened.get() == clients.size());
        }

        Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        void isAnswered() throws IOException {
            isAnswered(ANSWER);
        }

        /** And is asked to close its connection. */
        void isAnsweredForTheLastTime() throws IOException {
            isAnswered(LAST_ANSWER);
        }

        private void isAnswered(String expected) throws IOException {
            byte[] answer = socket.getInputStream().readNBytes(expected.length());
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(expected);
        }

        void isClosed() throws IOException {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

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

    private void answerAll() {
        answers = true;
        asked.forEach(request -> request.response().end("ok"));
    }

    private double closed(String reason) {
        return registry.get("spendbell.connections.closed")
                .tag("way", "http")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void one_that_asks_for_nothing_is_closed_and_counted() throws Exception {
        start(SHORT);

        new Client().isClosed();

        assertThat(closed("no_request")).isEqualTo(1);
    }

    @Test
    void one_that_never_ends_its_head_is_closed_however_slowly_it_goes_on_and_others_are_served() throws Exception {
        start(SHORT);
        Client slow = new Client().send(HALF_A_HEAD);
        Client drips = new Client().send(HALF_A_HEAD);
        long dripping = vertx.setPeriodic(20, ignored -> {
            try {
                drips.send("x");
            } catch (IOException e) {
                // It is closed, as it is to be.
            }
        });

        new Client().send(REQUEST).isAnswered();
        slow.isClosed();
        drips.isClosed();
        new Client().send(REQUEST).isAnswered();

        vertx.cancelTimer(dripping);
        assertThat(closed("no_request")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void one_that_asks_no_more_is_closed_and_one_that_waits_for_its_answer_is_not() throws Exception {
        start(SHORT);
        answers = false;
        Client client = new Client().send(REQUEST);
        until(() -> !asked.isEmpty());

        Client later = new Client();
        later.isClosed();
        answerAll();

        client.isAnswered();
        client.isClosed();
        assertThat(closed("no_request")).isEqualTo(2);
    }

    @Test
    void of_too_many_the_one_that_has_asked_for_nothing_for_the_longest_makes_room() throws Exception {
        start(LONG);
        Client first = new Client().send(REQUEST);
        first.isAnswered();
        List<Client> idle = List.of(new Client(), new Client());
        idle.get(0).send(HALF_A_HEAD);
        first.send(REQUEST).isAnswered();
        new Client();

        new Client().send(REQUEST).isAnsweredForTheLastTime();

        idle.get(0).isClosed();
        assertThat(closed("too_many")).isEqualTo(1);
        idle.get(1).send(REQUEST).isAnsweredForTheLastTime();
        first.send(REQUEST).isAnsweredForTheLastTime();
    }

    @Test
    void of_too_many_none_is_closed_whose_request_may_be_on_its_way() throws Exception {
        start(LONG, LONG);
        List<Client> accepted = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            accepted.add(new Client());
        }

        new Client().isClosed();

        assertThat(closed("too_many")).isEqualTo(1);
        for (Client client : accepted) {
            client.send(REQUEST).isAnsweredForTheLastTime();
        }
    }

    @Test
    void in_a_crowd_clients_are_asked_to_close_once_they_are_answered() throws Exception {
        start(LONG);
        List<Client> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(new Client());
            crowd.get(i).send(REQUEST).isAnswered();
        }

        new Client().send(REQUEST).isAnsweredForTheLastTime();
    }

    @Test
    void where_all_wait_for_their_answers_one_more_is_closed_at_once() throws Exception {
        start(LONG);
        answers = false;
        List<Client> asking = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            asking.add(new Client().send(REQUEST));
            int sent = asking.size();
            until(() -> asked.size() == sent);
        }

        Client more = new Client();

        more.isClosed();
        assertThat(closed("too_many")).isEqualTo(1);
        answerAll();
        for (Client client : asking.subList(0, CROWD)) {
            client.isAnswered();
        }
        asking.get(CROWD).isAnsweredForTheLastTime();
        new Client().send(REQUEST).isAnsweredForTheLastTime();
    }
}
