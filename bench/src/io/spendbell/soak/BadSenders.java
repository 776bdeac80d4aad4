package io.spendbell.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Clients that say what they should not, each on a connection of its own. */
final class BadSenders {
    private static final int ANSWER_MILLIS = 20_000;
    private static final int MOST_UNREAD_BYTES = 32 << 20;

    private final Replicas replicas;
    private final Findings findings;

    BadSenders(Replicas replicas, Findings findings) {
        this.replicas = replicas;
        this.findings = findings;
    }

    List<Fault> all() {
        return List.of(
                Fault.harmless("input-garbage", this::garbage),
                Fault.harmless("input-long", this::longLines),
                Fault.harmless("input-slow", this::slow),
                Fault.harmless("input-unread", this::unread));
    }

    /** Random bytes, line by line; then the connection must still answer, and have counted them. */
    private void garbage(RandomGenerator random) throws IOException {
        try (Socket socket = connect(random)) {
            OutputStream out = socket.getOutputStream();
            int lines = random.nextInt(1, 300);
            for (int i = 0; i < lines; i++) {
                byte[] line = new byte[random.nextInt(2, 400)];
                random.nextBytes(line);
                line[0] = 'x';
                for (int at = 0; at < line.length; at++) {
                    line[at] = line[at] == '\n' || line[at] == '\r' ? (byte) ' ' : line[at];
                }
                line[line.length - 1] = '\n';
                out.write(line);
            }
            expectRejected(socket, lines);
        }
    }

    private void longLines(RandomGenerator random) throws IOException {
        try (Socket socket = connect(random)) {
            OutputStream out = socket.getOutputStream();
            int lines = random.nextInt(1, 8);
            for (int i = 0; i < lines; i++) {
                byte[] line = new byte[random.nextInt(70_000, 2_000_000)];
                Arrays.fill(line, (byte) 'x');
                line[line.length - 1] = '\n';
                out.write(line);
            }
            expectRejected(socket, lines);
        }
    }

    private void expectRejected(Socket socket, int lines) throws IOException {
        socket.getOutputStream().write("{\"event\":\"sync\",\"id\":\"bad\"}\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null && !line.startsWith("{\"synced\"")) {
            line = in.readLine();
        }
        String expected = "{\"synced\":\"bad\",\"accepted\":0,\"rejected\":" + lines + "}";
        if (!expected.equals(line)) {
            findings.add("after " + lines + " bad lines: " + line + " (expected: " + expected + ")");
        }
    }

    /** An event byte by byte, and gone before its end. */
    private void slow(RandomGenerator random) throws IOException, InterruptedException {
        byte[] line = "{\"event\":\"spend\",\"team_id\":\"team-1\",\"cost\":1000}".getBytes(StandardCharsets.US_ASCII);
        int bytes = random.nextInt(5, line.length);
        try (Socket socket = connect(random)) {
            for (int at = 0; at < bytes; at++) {
                socket.getOutputStream().write(line[at]);
                Thread.sleep(100);
            }
        }
    }

    /** Asks and asks and reads no answer, until it is held up or cut. */
    private void unread(RandomGenerator random) throws IOException, InterruptedException {
        byte[] line = "{\"event\":\"sync\",\"id\":\"unread\"}\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect(random)) {
            Thread writer = new Thread(() -> {
                try {
                    for (int sent = 0; sent < MOST_UNREAD_BYTES; sent += line.length) {
                        socket.getOutputStream().write(line);
                    }
                } catch (IOException e) {
                    // It was cut, or closed below.
                }
            });
            writer.start();
            writer.join(random.nextInt(2_000, 8_000));
            socket.close();
            writer.join();
        }
    }

    private Socket connect(RandomGenerator random) throws IOException {
        Socket socket = new Socket("127.0.0.1", replicas.any(random).tcpPort());
        socket.setSoTimeout(ANSWER_MILLIS);
        return socket;
    }
}
