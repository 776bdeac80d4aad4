package io.spendbell.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fat jar as a process of its own, as a user starts it. */
final class SpendbellProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("(HTTP|TCP intake) listens on [^ ]*:([0-9]+)");

    private static final Pattern TOTAL = Pattern.compile("Total +[0-9]+ +([0-9]+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*([0-9]+) kB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*([0-9]+) kB");
    private static final Pattern FLAGS = Pattern.compile("(?m)^flags='([^']+)'$");

    private final Process process;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final List<Thread> readers;
    private volatile int tcpPort;
    private volatile int httpPort;

    SpendbellProcess(Map<String, String> environment, String... arguments) throws IOException {
        String jar = System.getProperty("spendbell.fatJar");
        if (jar == null || !new File(jar).isFile()) {
            throw new IllegalStateException("spendbell.fatJar: " + jar + " (expected: the packaged jar)");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(shippedFlags());
        command.addAll(List.of("-jar", jar));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.endsWith("WEBHOOK_URL"));
        builder.environment().putAll(environment);
        process = builder.start();
        readers = List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
    }

    /** The JVM's flags as the launcher gives them. */
    private static List<String> shippedFlags() throws IOException {
        Matcher flags = FLAGS.matcher(Files.readString(Path.of("spendbell")));
        if (!flags.find()) {
            throw new IllegalStateException("spendbell: no line of flags (expected: flags='...')");
        }
        return List.of(flags.group(1).split(" "));
    }

    private Thread read(InputStream stream, List<String> lines) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                String line = reader.readLine();
                while (line != null) {
                    take(line, lines);
                    line = reader.readLine();
                }
            } catch (IOException e) {
                // The process is gone, and with it what it had to say.
            } finally {
                ready.countDown();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void take(String line, List<String> lines) {
        Matcher listens = LISTENS.matcher(line);
        if (listens.find()) {
            int port = Integer.parseInt(listens.group(2));
            if (listens.group(1).equals("HTTP")) {
                httpPort = port;
            } else {
                tcpPort = port;
            }
        }
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
        if (line.endsWith("Spendbell is ready")) {
            ready.countDown();
        }
    }

    /** Waits until it says that it is ready. */
    SpendbellProcess awaitReady() throws InterruptedException {
        boolean said = ready.await(30, TimeUnit.SECONDS);
        if (!said || tcpPort == 0) {
            throw new IllegalStateException("not ready: " + errors());
        }
        return this;
    }

    /** Whether it says that it is ready before so many milliseconds are over, or ends before. */
    boolean isReadyWithin(long millis) throws InterruptedException {
        return ready.await(millis, TimeUnit.MILLISECONDS);
    }

    int tcpPort() {
        return tcpPort;
    }

    int httpPort() {
        return httpPort;
    }

    String output() {
        return joined(out);
    }

    String errors() {
        return joined(err);
    }

    /** Waits until a line of the log says something. */
    void awaitError(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        synchronized (err) {
            while (err.stream().noneMatch(line -> line.contains(text))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException("never said: " + text + " but: " + String.join("\n", err));
                }
                err.wait(left);
            }
        }
    }

    private static String joined(List<String> lines) {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** What its heap holds after a full collection, class by class, as jcmd tells it. */
    String liveObjects() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    /** How many bytes of its heap are in use after a full collection. */
    long liveBytes() throws IOException, InterruptedException {
        Matcher total = TOTAL.matcher(liveObjects());
        if (!total.find()) {
            throw new IOException("no total");
        }
        return Long.parseLong(total.group(1));
    }

    /** The most memory that it has had resident, in MB; where the system does not tell, what it has now. */
    long peakMegabytes() throws IOException, InterruptedException {
        return megabytes(PEAK);
    }

    /** How much memory it has resident, in MB. */
    long residentMegabytes() throws IOException, InterruptedException {
        return megabytes(RESIDENT);
    }

    private long megabytes(Pattern what) throws IOException, InterruptedException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (Files.isReadable(status)) {
            Matcher found = what.matcher(Files.readString(status));
            if (found.find()) {
                return Long.parseLong(found.group(1)) / 1_024;
            }
        }
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        ps.waitFor();
        return Long.parseLong(kilobytes) / 1_024;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Any other signal, by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** The exit code, once the process has ended and all that it said was read. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + errors());
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
