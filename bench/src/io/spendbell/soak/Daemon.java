package io.spendbell.soak;

import io.spendbell.bench.DaemonProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A daemon, through all its restarts. Safe for use from any thread; restarts are for one thread at a time. */
final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path home;
    private final Path config;
    private final Consumer<String> log;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private volatile DaemonProcess process;
    private volatile boolean meantToRun;
    private volatile Instant startedAt = Instant.EPOCH;
    private boolean closed;

    Daemon(Path home, Path config, Consumer<String> log) {
        this.home = home;
        this.config = config;
        this.log = log;
    }

    void start() throws IOException, InterruptedException {
        DaemonProcess started = new DaemonProcess(home, config, null, log);
        synchronized (this) {
            process = started;
            startedAt = Instant.now();
            meantToRun = !closed;
            if (closed) {
                started.kill();
            }
        }
    }

    void kill() throws InterruptedException {
        meantToRun = false;
        process.kill();
    }

    /** SIGTERM; gives the exit code. */
    int terminate() throws InterruptedException {
        meantToRun = false;
        return process.terminate();
    }

    void signal(String name) throws IOException, InterruptedException {
        process.signal(name);
    }

    /** When its process was ready. */
    Instant startedAt() {
        return startedAt;
    }

    /** Whether it is not just being restarted. */
    boolean isMeantToRun() {
        return meantToRun;
    }

    /** Whether it has ended though nobody ended it. */
    boolean hasDied() {
        return meantToRun && !process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int tcpPort() {
        return process.tcpPort();
    }

    int httpPort() {
        return process.httpPort();
    }

    long residentMegabytes() throws IOException, InterruptedException {
        return process.residentMegabytes();
    }

    boolean isReady() throws InterruptedException {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path))
                .timeout(PATIENCE);
    }

    /** Kills what runs, and whatever would be started. */
    @Override
    public synchronized void close() throws InterruptedException {
        closed = true;
        meantToRun = false;
        if (process != null) {
            process.kill();
        }
    }
}
