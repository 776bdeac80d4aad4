import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Spendbell's Slack simulator as a process: prints the URLs of a Slack webhook and of a plain one, then each message that it
 * accepted, one JSON object a line. It ends with its standard input.
 */
class StandIn {
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
        slack.onAccepted(message -> print(new JsonObject()
                .put("path", message.path())
                .put("message", new JsonObject(message.body()))));
        slack.start().toCompletionStage().toCompletableFuture().get();
        print(new JsonObject().put("slack", slack.url()).put("webhook", slack.plainUrl()));
        while (System.in.read() >= 0) {
            // Nothing is to be read but the end.
        }
        System.exit(0);
    }

    private static synchronized void print(JsonObject line) {
        System.out.println(line.encode());
    }
}
