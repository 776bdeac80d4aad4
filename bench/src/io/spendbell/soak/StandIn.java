package io.spendbell.soak;

import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackError;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * What stands in for Slack and for a webhook, on one port. After each outage it is a new one, so that it does not keep for ever
 * what it has received. Safe for use from any thread; misbehaviour is for one thread at a time.
 */
final class StandIn {
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final Arrivals arrivals;
    private volatile SlackSimulator simulator;

    StandIn(Vertx vertx, Arrivals arrivals) throws Exception {
        this.vertx = vertx;
        this.arrivals = arrivals;
        simulator = started(0);
    }

    private SlackSimulator started(int port) throws Exception {
        SlackSimulator fresh = new SlackSimulator(vertx, SimulatorOptions.STRICT.withPort(port));
        fresh.onAccepted(received -> arrivals.take(isSlack(received.path()), received));
        await(fresh.start());
        return fresh;
    }

    private static boolean isSlack(String path) {
        return path.startsWith("/services/");
    }

    String slackUrl() {
        return simulator.url();
    }

    String hookUrl() {
        return simulator.plainUrl();
    }

    /** Does the same with every post to either, until it is to {@link #behave}. */
    void misbehave(Misbehaviour misbehaviour) {
        simulator.alwaysAt(URI.create(slackUrl()).getPath(), misbehaviour);
        simulator.alwaysAt(URI.create(hookUrl()).getPath(), misbehaviour);
    }

    /** Does the same with every post to one of the two. */
    void misbehaveAt(String url, Misbehaviour misbehaviour) {
        simulator.alwaysAt(URI.create(url).getPath(), misbehaviour);
    }

    /** Refuses, as Slack, what contains a text. */
    void refuse(String text) {
        simulator.refuseWhatSays(text, SlackError.INVALID_BLOCKS);
    }

    void behave() {
        simulator.behave();
    }

    /** Closes its port and all connections. */
    void goAway() throws Exception {
        await(simulator.refuse());
    }

    void comeBack() throws Exception {
        simulator = started(simulator.port());
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
