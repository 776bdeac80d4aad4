package io.spendbell.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The daemon as a user starts it: {@code ./spendbell run}. */
public final class DaemonProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("(HTTP|TCP intake) listens on [^ ]*:([0-9]+)");

    private final Process process;
    private final double readyMillis;
    private int tcpPort;
    private int httpPort;

    /**
     * Starts it and waits until it says that it is ready.
     *
     * @param options JVM flags in place of the shipped ones, or null
     */
    DaemonProcess(Path home, Path config, String options) throws IOException {
        this(home, config, options, DaemonProcess::passOn);
    }

    /**
     * Starts it and waits until it says that it is ready.
     *
     * @param options JVM flags in place of the shipped ones, or null
     * @param log is told each line that it says, also after it is ready, on a thread of its own
     */
    public DaemonProcess(Path home, Path config, String options, Consumer<String> log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("spendbell").toString(), "run", "--config", config.toString());
        builder.directory(config.getParent().toFile());
        builder.environment().keySet().removeIf(name -> name.endsWith("WEBHOOK_URL") || name.startsWith("SPENDBELL"));
        if (options != null) {
            builder.environment().put("SPENDBELL_JAVA_OPTS", options);
        }
        long begun = System.nanoTime();
        process = builder.redirectErrorStream(true).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String line = said.readLine();
        while (line != null && !line.endsWith("Spendbell is ready")) {
            lines.add(line);
            log.accept(line);
            take(line);
            line = said.readLine();
        }
        readyMillis = (System.nanoTime() - begun) / 1e6;
        if (line == null) {
            throw new IOException("the daemon did not start: " + String.join("\n", lines));
        }
        log.accept(line);
        follow(said, log);
    }

    private void take(String line) {
        Matcher listens = LISTENS.matcher(line);
        if (listens.find()) {
            int port = Integer.parseInt(listens.group(2));
            if (listens.group(1).equals("HTTP")) {
                httpPort = port;
            } else {
                tcpPort = port;
            }
        }
    }

    private static void passOn(String line) {
        if (!line.contains(" INFO ")) {
            System.err.println("daemon: " + line);
        }
    }

    private static void follow(BufferedReader said, Consumer<String> log) {
        Thread thread = new Thread(() -> {
            try (said) {
                said.lines().forEach(log);
            } catch (IOException | UncheckedIOException e) {
                // The process is gone, and with it what it had to say.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public int tcpPort() {
        return tcpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    double readyMillis() {
        return readyMillis;
    }

    /** The CPU that it has used, of user and system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Resident memory in MB, now. */
    public long residentMegabytes() throws IOException, InterruptedException {
        return memory("VmRSS");
    }

    /** The most that it has had resident, in MB; where the system does not tell, what it has now. */
    long peakMegabytes() throws IOException, InterruptedException {
        return memory("VmHWM");
    }

    private long memory(String field) throws IOException, InterruptedException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        }
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        ps.waitFor();
        return Long.parseLong(kilobytes) / 1024;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9; waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Another signal, by its name. */
    public void signal(String name) throws IOException, InterruptedException {
        Signals.send(name, process);
    }

    /** SIGTERM; waits until it is gone, and gives its exit code. */
    public int terminate() throws InterruptedException {
        close();
        return process.waitFor();
    }

    /** SIGTERM; waits until it is gone. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
