package io.spendbell.cli;

import io.spendbell.DestinationFactory;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.LoadResult;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Posts a test alert past store and outbox, so that it works beside a running daemon. */
@Command(
        name = "send-test",
        mixinStandardHelpOptions = true,
        description = "Posts one test alert to each destination, or to the one named; exit code 0 only if all took it.")
final class SendTestCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption option = new ConfigOption();

    @Option(names = "--destination", paramLabel = "NAME", description = "Only to this one.")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter err = spec.commandLine().getErr();
        LoadResult loaded = option.load(err);
        SpendbellConfig config = loaded.config();
        if (config == null) {
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        Collection<DestinationConfig> all = config.delivery().destinations().values();
        List<DestinationConfig> asked = all.stream()
                .filter(each -> name == null || each.name().equals(name))
                .toList();
        if (asked.isEmpty()) {
            err.println("--destination: " + name + " (expected: one of "
                    + String.join(
                            ", ", all.stream().map(DestinationConfig::name).toList()) + ")");
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        Vertx vertx = Daemon.vertx();
        try {
            return postAll(vertx, config, asked);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private int postAll(Vertx vertx, SpendbellConfig config, List<DestinationConfig> asked)
            throws InterruptedException, ExecutionException {
        Presentation presentation =
                new Presentation(config.environment(), config.publicUrl(), config.proxyUrl(), config.zone());
        DestinationFactory factory =
                new DestinationFactory(vertx, config.delivery(), presentation, InstantSource.system(), System.out);
        PrintWriter out = spec.commandLine().getOut();
        Alert alert = alert();
        boolean allTookIt = true;
        for (DestinationConfig each : asked) {
            Answer answer = post(factory.make(each), alert)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            boolean tookIt = answer instanceof Answer.Accepted;
            out.println(each.name() + ": "
                    + (tookIt
                            ? "accepted"
                            : answer.label() + (answer.reason().isEmpty() ? "" : ", " + answer.reason())));
            out.flush();
            allTookIt &= tookIt;
        }
        return allTookIt ? SpendbellCommand.FINE : SpendbellCommand.FAILED;
    }

    /** One alert, with one id wherever it goes. */
    private static Alert alert() {
        Instant now = InstantSource.system().instant();
        return new Alert(
                UUID.randomUUID().toString(),
                AlertType.SPENDBELL_NOTICE,
                Level.LOW,
                null,
                EntityFields.NONE,
                "Test alert from Spendbell: if you can read this, alerts reach this place.",
                null,
                now,
                now);
    }

    private static Future<Answer> post(Destination destination, Alert alert) {
        Delivery delivery = new Delivery(new DeliveryId(alert.id(), destination.name()), alert, 0, false);
        return destination.post(
                destination.renderer().pack(List.of(delivery), alert.raisedAt()).get(0));
    }
}
