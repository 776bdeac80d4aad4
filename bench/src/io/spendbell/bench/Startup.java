package io.spendbell.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One start of the daemon, in milliseconds and MB.
 *
 * @param ready from the command to the line that says so
 * @param firstAlert from sending the first event to its alert at the webhook
 * @param laterAlert the median of the same for the events after it
 * @param idle resident memory after it
 */
record Startup(double ready, double firstAlert, double laterAlert, long idle) {
    private static final int LATER = 40;
    private static final long PATIENCE_MILLIS = 10_000;

    /** Starts the daemon, has it ring, and stops it. */
    static Startup measure(Path home, Path folder, String options) throws IOException, InterruptedException {
        try (Sink sink = new Sink();
                DaemonProcess daemon = new DaemonProcess(home, Config.each(folder, sink.url()), options);
                Socket socket = new Socket("127.0.0.1", daemon.tcpPort())) {
            socket.setTcpNoDelay(true);
            double first = ring(socket.getOutputStream(), sink, 0);
            double[] later = new double[LATER];
            for (int i = 0; i < LATER; i++) {
                later[i] = ring(socket.getOutputStream(), sink, i + 1);
            }
            return new Startup(daemon.readyMillis(), first, median(later), daemon.residentMegabytes());
        }
    }

    private static double ring(OutputStream out, Sink sink, int number) throws IOException, InterruptedException {
        String event = "{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"key-" + number
                + "\",\"spend\":101.5,\"max_budget\":100,\"event_group\":\"key\"}}\n";
        long begun = System.nanoTime();
        out.write(event.getBytes(StandardCharsets.US_ASCII));
        if (sink.await(number + 1, PATIENCE_MILLIS).size() != number + 1) {
            throw new IOException("no alert came within " + PATIENCE_MILLIS + " ms");
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
