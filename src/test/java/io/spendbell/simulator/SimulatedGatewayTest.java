package io.spendbell.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedGatewayTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<NetSocket> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<NetSocket> closed = new LinkedBlockingQueue<>();
    private NetServer server;

    @BeforeEach
    void listen() throws Exception {
        server = vertx.createNetServer().connectHandler(socket -> {
            connections.add(socket);
            socket.closeHandler(gone -> closed.add(socket));
            socket.handler(RecordParser.newDelimited("\n", line -> events.add(new JsonObject(line))));
        });
        await(server.listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void talks_at_once_and_goes_on_until_it_is_stopped() throws Exception {
        SimulatedGateway gateway = new SimulatedGateway(vertx, "127.0.0.1", server.actualPort(), 1);
        await(gateway.start());

        // The first tick alone has fewer.
        for (int i = 0; i < 10; i++) {
            assertThat(events.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        await(gateway.stop());

        assertThat(closed.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_lost_connection_is_made_again() throws Exception {
        SimulatedGateway gateway = new SimulatedGateway(vertx, "127.0.0.1", server.actualPort(), 1);
        await(gateway.start());
        NetSocket first = connections.poll(10, TimeUnit.SECONDS);
        assertThat(first).isNotNull();

        await(first.close());

        assertThat(connections.poll(10, TimeUnit.SECONDS)).isNotNull();
        await(gateway.stop());
    }

    @Test
    void without_an_intake_the_start_fails() throws Exception {
        int port = server.actualPort();
        await(server.close());
        SimulatedGateway gateway = new SimulatedGateway(vertx, "127.0.0.1", port, 1);

        assertThatThrownBy(() -> await(gateway.start())).hasStackTraceContaining("refused");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
