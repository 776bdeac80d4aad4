package io.spendbell.ingest;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client as anybody would write it: a socket, lines out, lines in. */
public final class TcpClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final BufferedReader replies;

    public TcpClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param sendBufferBytes how much the system may hold for it that the other side has not taken; 0 as it likes */
    public TcpClient(int port, int sendBufferBytes) throws IOException {
        socket = new Socket();
        if (sendBufferBytes > 0) {
            socket.setSendBufferSize(sendBufferBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    public TcpClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public TcpClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public TcpClient lines(String... lines) throws IOException {
        return send(String.join("\n", lines) + "\n");
    }

    /** The next reply; null when the connection is closed. */
    public JsonObject reply() throws IOException {
        String line = replies.readLine();
        return line == null ? null : new JsonObject(line);
    }

    /** Ends this side, and gives all that the other side says until it ends too. */
    public List<JsonObject> finish() throws IOException {
        socket.shutdownOutput();
        List<JsonObject> all = new ArrayList<>();
        JsonObject reply = reply();
        while (reply != null) {
            all.add(reply);
            reply = reply();
        }
        return all;
    }

    /** A barrier and its answer, whatever else is said before it. */
    public JsonObject sync(String id) throws IOException {
        lines(new JsonObject().put("event", "sync").put("id", id).encode());
        JsonObject reply = reply();
        while (reply != null && !id.equals(reply.getString("synced"))) {
            reply = reply();
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
