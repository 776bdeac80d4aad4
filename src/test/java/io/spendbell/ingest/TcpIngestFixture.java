package io.spendbell.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.config.Secret;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.DeploymentOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Lines over TCP and real sockets, with an intake that the test holds in its hands. */
abstract class TcpIngestFixture extends IngestFixture {
    static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\"}";
    static final Tcp SETTINGS = new Tcp("127.0.0.1", 0, null, null, 1024, 8);

    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(200);
    static final Tcp WITH_TOKEN = new Tcp("127.0.0.1", 0, Secret.of("s3cret"), null, 1024, 8);

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    IntakeBudget budget = new IntakeBudget(1 << 18);
    final HeldIntake intake = new HeldIntake(vertx);
    String deployment = "";

    int start(Tcp settings) throws Exception {
        return start(settings, Duration.ofSeconds(30), intake);
    }

    int start(Tcp settings, Duration replyTimeout, Intake intake) throws Exception {
        return start(settings, new Patience(replyTimeout, LONG, LONG), intake);
    }

    int start(Tcp settings, Patience patience, Intake intake) throws Exception {
        TcpIngest shared = new TcpIngest(
                settings,
                () -> new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                intake,
                budget,
                new IngestMetrics(registry, budget),
                InstantSource.system(),
                patience);
        AtomicReference<TcpIngestVerticle> one = new AtomicReference<>();
        deployment = await(vertx.deployVerticle(
                () -> {
                    TcpIngestVerticle verticle = new TcpIngestVerticle(shared);
                    one.set(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(2)));
        return one.get().port();
    }

    static Path resource(String name) throws Exception {
        return Path.of(TcpIngestIT.class.getResource("/tls/" + name).toURI());
    }

    double closed(String reason) {
        return registry.get("spendbell.connections.closed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    static boolean isTurnedAway(int port) {
        try (TcpClient another = new TcpClient(port)) {
            return another.reply() == null;
        } catch (IOException e) {
            return true;
        }
    }
}
