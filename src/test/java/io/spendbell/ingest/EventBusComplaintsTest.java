package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.LoggedBy;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong with messages that nobody waits for an answer to. */
class EventBusComplaintsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private String deployed(IntakeBudget budget) throws Exception {
        return get(vertx.deployVerticle(new EventBusIngestVerticle(
                "events",
                new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())),
                events -> Future.succeededFuture(Intake.Reply.ALL_ACCEPTED),
                budget,
                new WayMetrics(new SimpleMeterRegistry(), "event_bus"),
                InstantSource.system())));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void are_told_in_the_log_and_those_of_requests_are_not() throws Exception {
        try (LoggedBy log = LoggedBy.of(ComplaintLog.class)) {
            String deployment = deployed(new IntakeBudget(1_000_000));
            vertx.eventBus().send("events", "nonsense");
            vertx.eventBus().send("events", 42);
            get(vertx.eventBus().request("events", "{\"event\":\"nothing\"}"));
            get(vertx.undeploy(deployment));

            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(0)).startsWith("Event bus, events: an event was rejected: ");
            assertThat(log.messages().get(1)).startsWith("Event bus, events: a message was rejected: body: not events");
        }
    }

    @Test
    void and_those_that_are_dropped_are_told_too() throws Exception {
        try (LoggedBy log = LoggedBy.of(ComplaintLog.class)) {
            IntakeBudget budget = new IntakeBudget(1);
            budget.take(1);
            String deployment = deployed(budget);
            vertx.eventBus().send("events", "{}");
            vertx.eventBus().send("events", "{}");
            get(vertx.undeploy(deployment));

            assertThat(log.messages().get(0)).startsWith("Event bus, events: a message was dropped: intake: full");
        }
    }
}
