package io.spendbell.simulator;

import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for a gateway, for the demonstration: connects to the TCP intake and says what {@link GatewayScript} tells it,
 * at once and then every tenth of a second for as long as it runs. A tick is left out while the connection takes no more; a
 * lost connection is made again. Safe for use from any thread.
 */
public final class SimulatedGateway {
    /**
     * The budgets with which the demonstration's own ledger rings: {@code team-search} spends about 0.38 USD a second and
     * so passes 85 % of its budget 2 to 3 s after the start and 100 % after about 22 s, the others later; the
     * users pass theirs from the second minute on.
     */
    public static final List<DemoBudget> BUDGETS = List.of(
            new DemoBudget("search", EntityKind.TEAM, "team-search", dollars(50), "30d", cents(41_60)),
            new DemoBudget("support", EntityKind.TEAM, "team-support", dollars(40), "30d", cents(32_00)),
            new DemoBudget("payments", EntityKind.TEAM, "team-payments", dollars(60), "30d", cents(50_00)),
            new DemoBudget("each-user", EntityKind.USER, "*", dollars(15), "1d", Usd.ZERO));

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedGateway.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final long RECONNECT_MILLIS = 1_000;

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final Context context;
    private final NetClient client;
    private final GatewayScript script;
    private @Nullable NetSocket socket;
    private boolean stopped;

    /** @param seed what costs and the names of keys are drawn by */
    public SimulatedGateway(Vertx vertx, String host, int port, long seed) {
        this(vertx, host, port, new GatewayScript(seed, InstantSource.system().instant()));
    }

    SimulatedGateway(Vertx vertx, String host, int port, GatewayScript script) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.script = script;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    }

    /** Connects and begins to talk; fails if there is no intake. To be called once. */
    public Future<Void> start() {
        Promise<Void> started = Promise.promise();
        context.runOnContext(go -> connect().onComplete(connected -> {
            if (connected.succeeded()) {
                tick();
            }
            started.handle(connected);
        }));
        return started.future();
    }

    /** Falls silent and closes the connection. */
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            stopped = true;
            client.close().onComplete(done);
        });
        return done.future();
    }

    private Future<Void> connect() {
        return client.connect(port, host).map(this::connected).mapEmpty();
    }

    private NetSocket connected(NetSocket fresh) {
        socket = fresh;
        fresh.handler(answer -> {
            // A gateway that does not ask for acknowledgements is told of faults only, and there are none to act on.
        });
        fresh.exceptionHandler(failure -> LOG.debug("The simulated gateway's connection: {}", failure.getMessage()));
        fresh.closeHandler(closed -> {
            socket = null;
            reconnectLater();
        });
        return fresh;
    }

    private void reconnectLater() {
        if (!stopped) {
            vertx.setTimer(RECONNECT_MILLIS, again -> {
                if (!stopped) {
                    connect().onFailure(failure -> reconnectLater());
                }
            });
        }
    }

    /** A timer of its own for each tick: a periodic one would make up for a stall all at once. */
    private void tick() {
        if (stopped) {
            return;
        }
        NetSocket to = socket;
        if (to != null && !to.writeQueueFull()) {
            Buffer lines = Buffer.buffer();
            script.next().forEach(event -> lines.appendString(event.encode()).appendByte((byte) '\n'));
            to.write(lines).onFailure(failure -> LOG.debug("The simulated gateway lost a tick"));
        }
        vertx.setTimer(GatewayScript.TICK_MILLIS, next -> tick());
    }

    private static Usd dollars(long dollars) {
        return Usd.ofDollars(dollars);
    }

    private static Usd cents(long cents) {
        return new Usd(cents * (Usd.NANOS_PER_DOLLAR / 100));
    }
}
