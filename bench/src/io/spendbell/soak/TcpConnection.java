package io.spendbell.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/** One TCP connection to the daemon, until it breaks. One thread writes, another reads; {@link #cut} is for any. */
final class TcpConnection implements Connection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final OutputStream out;
    private final IntConsumer acknowledged;
    private final Findings findings;
    private final Deque<Sync> awaited = new ArrayDeque<>();
    private int sinceSync;
    private final Thread reader;
    private long syncs;

    private record Sync(String id, int events) {}

    /** @param acknowledged is told how many further events, the oldest, are stored */
    TcpConnection(int port, IntConsumer acknowledged, Findings findings) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        this.acknowledged = acknowledged;
        this.findings = findings;
        reader = new Thread(this::read, "answers");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        sinceSync++;
    }

    @Override
    public void sync() throws IOException {
        if (sinceSync > 0) {
            String id = "s" + ++syncs;
            synchronized (awaited) {
                awaited.add(new Sync(id, sinceSync));
            }
            out.write(("{\"event\":\"sync\",\"id\":\"" + id + "\"}\n").getBytes(StandardCharsets.UTF_8));
            sinceSync = 0;
        }
        out.flush();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                take(JSON.readTree(line));
                line = in.readLine();
            }
        } catch (IOException e) {
            // It is broken, which the writer notices too.
        }
        cut();
    }

    private void take(JsonNode answer) {
        if (!answer.has("synced")) {
            findings.add("an answer to good events: " + answer);
            return;
        }
        Sync sync;
        synchronized (awaited) {
            sync = awaited.poll();
        }
        if (sync == null
                || !sync.id().equals(answer.path("synced").asText())
                || answer.path("accepted").asInt() != sync.events()
                || answer.path("rejected").asInt() != 0) {
            findings.add("an answer to a sync: " + answer + " (expected: " + sync + ", none rejected)");
        }
        if (sync != null) {
            acknowledged.accept(sync.events());
        }
    }

    @Override
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was broken already.
        }
    }

    /** Cuts it and waits until nothing is acknowledged by it any more. */
    @Override
    public void close() {
        cut();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
