package io.spendbell.cli;

import io.spendbell.SpendbellVerticle;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.simulator.DemoBudget;
import io.spendbell.simulator.SimulatedGateway;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackScreen;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything in one process: a gateway that spends, the daemon, and a stand-in for Slack whose screen is written out. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the daemon, a stand-in for Slack and a simulated gateway in one process, until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final long SEED = 1;

    @Option(names = "--seconds", paramLabel = "N", hidden = true, description = "Ends by itself after so long.")
    private @Nullable Integer seconds;

    /** A class-data archive holds what its training run loads: the embedded store and the reading of YAML too. */
    @Option(
            names = "--training",
            paramLabel = "FOLDER",
            hidden = true,
            description = "Uses all that a daemon uses, with a store in that folder.")
    private @Nullable Path training;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Daemon daemon = new Daemon(new Signals());
        try {
            Vertx vertx = daemon.running();
            SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
            get(slack.start());
            PrintWriter out = spec.commandLine().getOut();
            slack.onAccepted(message -> show(out, SlackScreen.of(message.body())));
            SpendbellConfig config = config(slack.url(), store());
            SpendbellVerticle verticle = SpendbellVerticle.alone(config);
            String deployment = daemon.start(verticle);
            if (deployment == null) {
                daemon.close();
                return SpendbellCommand.FINE;
            }
            show(out, welcome(verticle));
            SimulatedGateway gateway = new SimulatedGateway(vertx, "127.0.0.1", verticle.tcpPort(), SEED);
            get(gateway.start());
            if (seconds != null) {
                vertx.setTimer(1_000L * seconds, ignored -> daemon.end());
            }
            daemon.awaitEnd(() -> LOG.warn("SIGHUP: the demo has no configuration to reload"));
            get(gateway.stop());
            daemon.stop(deployment, config.shutdownTimeout());
            return SpendbellCommand.FINE;
        } catch (ExecutionException e) {
            spec.commandLine().getErr().println("spendbell: " + Failures.explain(e));
            daemon.close();
            return SpendbellCommand.FAILED;
        }
    }

    private String store() throws IOException {
        if (training == null) {
            return "memory";
        }
        Path file = Files.writeString(training.resolve("spendbell.yaml"), "spendbell: { timezone: UTC }");
        ConfigLoader.load(file, Map.of(), Deployment.DAEMON).orThrow();
        return "file:" + training.resolve("spendbell.db");
    }

    private static SpendbellConfig config(String slackUrl, String store) {
        Map<String, Object> spendbell = Map.of(
                "environment", "demo",
                "timezone", ZoneId.systemDefault().getId(),
                "store", store,
                "ingest", Map.of("tcp", Map.of("port", 0), "http", Map.of("port", 0)),
                "delivery",
                        Map.of(
                                "flush_interval", 1,
                                "allowed_hosts", List.of("127.0.0.1"),
                                "destinations", Map.of("slack", Map.of("type", "slack", "url", slackUrl))),
                "budgets",
                        SimulatedGateway.BUDGETS.stream()
                                .map(DemoCommand::budget)
                                .toList(),
                "shutdown_timeout", 2);
        return ConfigLoader.load("demo", Map.of("spendbell", spendbell), Map.of(), Deployment.DAEMON)
                .orThrow();
    }

    private static Map<String, Object> budget(DemoBudget budget) {
        return Map.of(
                "name", budget.name(),
                "entity", budget.kind().wireName(),
                "id", budget.id(),
                "max_budget", budget.max().toString(),
                "duration", budget.duration(),
                "spent", budget.spent().toString());
    }

    private static String welcome(SpendbellVerticle verticle) {
        return String.join(
                "\n",
                "A simulated gateway spends money; below is what a channel in Slack would show. Ctrl-C ends it.",
                "Join in:  echo '{\"event\":\"spend\",\"cost\":30,\"team_id\":\"team-payments\"}' | nc -q1 127.0.0.1 "
                        + verticle.tcpPort(),
                "Look in:  curl http://127.0.0.1:" + verticle.httpPort() + "/v1/budgets",
                "");
    }

    private static synchronized void show(PrintWriter out, String text) {
        out.println(text);
        out.println();
        out.flush();
    }

    private static <T> void get(Future<T> future) throws ExecutionException, InterruptedException {
        future.toCompletionStage().toCompletableFuture().get();
    }
}
