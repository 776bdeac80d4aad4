package io.spendbell.replay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A TCP intake that keeps what it was sent, and answers as the contract says unless it is told to misbehave. */
public final class SimulatedIntake {
    private final NetServer server;
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final List<JsonObject> tokens = new CopyOnWriteArrayList<>();
    private volatile Predicate<JsonObject> rejects = event -> false;
    private volatile boolean silent;
    private volatile int syncsUntilCut = Integer.MAX_VALUE;

    public SimulatedIntake(Vertx vertx) {
        server = vertx.createNetServer().connectHandler(socket -> new Connection(socket).open());
    }

    public Future<Integer> start() {
        return server.listen(0, "127.0.0.1").map(NetServer::actualPort);
    }

    public List<JsonObject> events() {
        return events;
    }

    public List<JsonObject> tokens() {
        return tokens;
    }

    void rejects(Predicate<JsonObject> rule) {
        rejects = rule;
    }

    void staysSilent() {
        silent = true;
    }

    /** Cuts the connection in place of the answer after so many. */
    void cutsAfter(int syncs) {
        syncsUntilCut = syncs;
    }

    private final class Connection {
        private final NetSocket socket;
        private long line;
        private long accepted;
        private long rejected;

        Connection(NetSocket socket) {
            this.socket = socket;
        }

        void open() {
            socket.handler(RecordParser.newDelimited("\n", each -> take(new JsonObject(each))));
        }

        private void take(JsonObject event) {
            line++;
            if (event.containsKey("auth")) {
                tokens.add(event);
            } else if ("sync".equals(event.getString("event"))) {
                sync(event.getString("id"));
            } else if (rejects.test(event)) {
                rejected++;
                say(new JsonObject().put("error", "cost: missing").put("line", line));
            } else {
                accepted++;
                events.add(event);
            }
        }

        private void sync(String id) {
            if (syncsUntilCut-- <= 0) {
                socket.close();
            } else if (!silent) {
                say(new JsonObject().put("synced", id).put("accepted", accepted).put("rejected", rejected));
                accepted = 0;
                rejected = 0;
            }
        }

        private void say(JsonObject reply) {
            socket.write(reply.encode() + "\n");
        }
    }
}
