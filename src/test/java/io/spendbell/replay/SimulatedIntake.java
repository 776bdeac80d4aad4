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
import org.jspecify.annotations.Nullable;

/** A TCP intake that keeps what it was sent, and answers as the contract says unless it is told to misbehave. */
public final class SimulatedIntake {
    private final NetServer server;
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final List<Integer> eventsAtSyncs = new CopyOnWriteArrayList<>();
    private final List<JsonObject> tokens = new CopyOnWriteArrayList<>();
    private volatile Predicate<JsonObject> rejects = event -> false;
    private volatile @Nullable String asked;
    private volatile int syncsUntilSilence = Integer.MAX_VALUE;
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

    /** How many events had been accepted when each barrier came. */
    List<Integer> eventsAtSyncs() {
        return eventsAtSyncs;
    }

    public List<JsonObject> tokens() {
        return tokens;
    }

    void rejects(Predicate<JsonObject> rule) {
        rejects = rule;
    }

    /** Refuses connections that do not begin with the token. */
    void asksFor(String token) {
        asked = token;
    }

    /** Answers no more after so many barriers. */
    void fallsSilentAfter(int syncs) {
        syncsUntilSilence = syncs;
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
            String asked = SimulatedIntake.this.asked;
            if (line == 1 && asked != null && !asked.equals(event.getString("auth"))) {
                say(new JsonObject()
                        .put("error", "auth: wrong or missing token")
                        .put("line", line));
                socket.close();
            } else if (event.containsKey("auth") && !rejects.test(event)) {
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
            eventsAtSyncs.add(events.size());
            if (syncsUntilCut-- <= 0) {
                socket.close();
            } else if (syncsUntilSilence-- > 0) {
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
