package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** {@code log_to_console}: alerts in the log beside wherever else they go. */
class AlertLogTest {
    private final Vertx vertx = Vertx.vertx();
    private final ConsoleLines console = new ConsoleLines();
    private final LinkedBlockingQueue<ILoggingEvent> logged = new LinkedBlockingQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AlertLog.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event);
        }
    };

    private String deployment = "";

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void close() {
        logger.detachAppender(appender);
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    @Test
    void each_alert_is_one_line_at_warn_and_a_reload_turns_it_off_and_on() throws Exception {
        SpendbellVerticle verticle = new SpendbellVerticle(
                config(true), new MutableClock(Instant.parse("2026-07-01T10:00:00Z")), new PrintStream(console));
        deployment = get(vertx.deployVerticle(verticle));

        alert("first\nforged line");
        ILoggingEvent first = logged.poll(20, TimeUnit.SECONDS);
        get(verticle.reload(config(false)));
        alert("second");
        get(verticle.reload(config(true)));
        alert("third");
        ILoggingEvent next = logged.poll(20, TimeUnit.SECONDS);

        assertThat(first).isNotNull();
        assertThat(first.getLevel()).isEqualTo(Level.WARN);
        assertThat(first.getFormattedMessage())
                .startsWith("🔴 High: ")
                .contains(" | first forged line | ", "llm_exceptions · id ")
                .doesNotContain("\n");
        assertThat(next)
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains(" | third | ");
        console.await("third");
        assertThat(console.count("second")).isEqualTo(1);
    }

    private static SpendbellConfig config(boolean logToConsole) {
        String yaml = "general_settings: { alerting_args: { log_to_console: " + logToConsole + " } }\n"
                + "spendbell: { store: memory, delivery: { flush_interval: 0.05 } }";
        return ConfigLoader.parse("test", yaml, Map.of(), Deployment.VERTICLE).orThrow();
    }

    private void alert(String message) {
        get(vertx.eventBus()
                .request(
                        "spendbell.events",
                        new JsonObject()
                                .put("event", "alert")
                                .put("alert_type", "llm_exceptions")
                                .put("level", "High")
                                .put("message", message)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
