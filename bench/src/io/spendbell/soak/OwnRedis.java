package io.spendbell.soak;

import io.spendbell.bench.Signals;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A {@code redis-server} of the run's own, which keeps what it has acknowledged. */
final class OwnRedis implements AutoCloseable {
    private static final int START_MILLIS = 30_000;

    private final String program;
    private final Path folder;
    private final int port;
    private Process process;
    private boolean closed;

    OwnRedis(String program, Path folder) throws IOException, InterruptedException {
        this.program = program;
        this.folder = Files.createDirectory(folder.resolve("redis"));
        port = freePort();
        start();
    }

    /**
     * Below the ports that systems give to connections going out: whoever keeps trying it while it is down must not be given
     * it.
     */
    private static int freePort() throws IOException {
        IOException last = new IOException("no attempt");
        for (int i = 0; i < 50; i++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(10_240, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    void start() throws IOException, InterruptedException {
        List<String> command = List.of(
                program,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--maxmemory-policy",
                "noeviction");
        synchronized (this) {
            if (closed) {
                return;
            }
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "redis.log")))
                    .start();
        }
        long end = System.nanoTime() + START_MILLIS * 1_000_000L;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("redis-server did not start: " + Files.readString(folder.resolve("redis.log")));
            }
            Thread.sleep(50);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Puts its last snapshot in the place of what it keeps, while it is down. It reads its append-only file and no snapshot; a
     * snapshot is a good beginning of such a file, and one where older versions kept theirs is taken over by newer ones.
     */
    void restoreSnapshot() throws IOException {
        Path kept = folder.resolve("appendonlydir");
        if (Files.exists(kept)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(kept)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(kept);
        }
        Files.copy(folder.resolve("dump.rdb"), folder.resolve("appendonly.aof"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(START_MILLIS, TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        Signals.send(name, process);
    }

    @Override
    public synchronized void close() throws InterruptedException {
        closed = true;
        if (process != null) {
            kill();
        }
    }
}
