package io.spendbell.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook that takes every alert at once and keeps it. Safe for use from any thread. */
final class Sink implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> alerts = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer server;

    Sink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
    }

    private void take(HttpExchange exchange) throws IOException {
        JsonNode alert = json.readTree(exchange.getRequestBody().readAllBytes());
        synchronized (alerts) {
            alerts.add(alert);
            alerts.notifyAll();
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** The alerts once there are so many of them, or none has come for {@code patienceMillis}. */
    List<JsonNode> await(int count, long patienceMillis) throws InterruptedException {
        synchronized (alerts) {
            int before = -1;
            while (alerts.size() < count && alerts.size() > before) {
                before = alerts.size();
                long end = System.nanoTime() + patienceMillis * 1_000_000;
                while (alerts.size() == before && System.nanoTime() < end) {
                    alerts.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                }
            }
            return List.copyOf(alerts);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
