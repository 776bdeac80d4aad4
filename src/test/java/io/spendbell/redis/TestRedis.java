package io.spendbell.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import redis.embedded.RedisServer;

/** A real Redis on a port of its own, that can be killed and started again. */
public final class TestRedis implements AutoCloseable {
    static final int ATTEMPTS = 5;

    private final int port;
    private final List<String> settings;
    private RedisServer server;
    private String pid = "";
    private boolean hangs;

    private TestRedis(int port, List<String> settings, RedisServer server) {
        this.port = port;
        this.settings = settings;
        this.server = server;
    }

    /** Starts a server. Another process may take the free port first: then another one is tried. */
    public static TestRedis start(String... settings) throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = freePort();
            try {
                return new TestRedis(port, List.of(settings), started(port, List.of(settings)));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * Starts a cluster of one server, which has no slots yet. Its nodes talk at a port 10,000 higher.
     *
     * @param folder where it keeps what it knows of the cluster
     */
    public static TestRedis startCluster(Path folder, String... more) throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < 10 * ATTEMPTS; i++) {
            int port = freePort();
            List<String> settings = new ArrayList<>(List.of(
                    "cluster-enabled yes",
                    "cluster-announce-ip 127.0.0.1",
                    "cluster-config-file " + folder.resolve("nodes-" + port + ".conf"),
                    "dir " + folder));
            settings.addAll(List.of(more));
            try {
                return new TestRedis(port, settings, started(port, settings));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * A free port below those that systems give to connections going out: a server that was killed comes back to the port that it
     * had, and whoever keeps trying it meanwhile must not be given it.
     */
    static int freePort() throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < 10 * ATTEMPTS; i++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(10_240, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static RedisServer started(int port, List<String> settings) throws IOException {
        var builder = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no");
        settings.forEach(builder::setting);
        RedisServer server = builder.build();
        server.start();
        return server;
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends the server; what it held is gone. */
    public void kill() throws IOException {
        server.stop();
    }

    /** Ends the process as {@code kill -9} does: it hands nothing on any more. */
    public void crash() throws IOException, InterruptedException {
        pid = processId();
        signal("KILL");
        server.stop();
    }

    /** Stops the process where it is: it goes on taking connections and never answers, until it is told to go on. */
    public void hang() throws IOException, InterruptedException {
        pid = processId();
        signal("STOP");
        hangs = true;
    }

    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
        hangs = false;
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + ": " + code);
        }
    }

    /** Sends a command, as a person would type it. */
    public void command(String line) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                var replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String reply = replies.readLine();
            if (!"+OK".equals(reply)) {
                throw new IOException(line + ": " + reply);
            }
        }
    }

    private String processId() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                var replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.US_ASCII));
            String line = replies.readLine();
            while (line != null && !line.startsWith("process_id:")) {
                line = replies.readLine();
            }
            return Objects.requireNonNull(line).substring("process_id:".length());
        }
    }

    public void startAgain() throws IOException {
        server = started(port, settings);
    }

    /** One that hangs would not end either. */
    @Override
    public void close() throws IOException {
        if (hangs) {
            try {
                goOn();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        server.stop();
    }
}
