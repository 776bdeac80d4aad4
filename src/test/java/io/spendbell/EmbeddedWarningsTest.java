package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a configuration is allowed but probably not meant is said in the log of whoever has Spendbell beside his own verticles. */
class EmbeddedWarningsTest {
    private static final String NEAR_MISS = ": general_settings.alertng: is not read; did you mean \"alerting\"?";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Future<String> deployed(JsonObject config) {
        return vertx.deployVerticle("io.spendbell.SpendbellVerticle", new DeploymentOptions().setConfig(config));
    }

    private static JsonObject nearMiss() {
        return new JsonObject().put("general_settings", new JsonObject().put("alertng", new JsonArray().add("slack")));
    }

    @Test
    void of_a_deployments_configuration() {
        try (LoggedBy log = LoggedBy.of(SpendbellVerticle.class)) {
            get(deployed(nearMiss().put("spendbell", new JsonObject().put("store", "memory"))));

            assertThat(log.messages()).containsExactly("config()" + NEAR_MISS);
        }
    }

    @Test
    void of_one_that_is_refused_too() {
        try (LoggedBy log = LoggedBy.of(SpendbellVerticle.class)) {
            Future<String> refused = deployed(nearMiss().put("spendbell", new JsonObject().put("store", "nowhere")));

            assertThatThrownBy(() -> get(refused)).hasCauseInstanceOf(InvalidConfigurationException.class);
            assertThat(log.messages()).containsExactly("config()" + NEAR_MISS);
        }
    }

    @Test
    void of_a_file_whenever_it_is_read() throws IOException {
        Path file = Files.writeString(folder.resolve("spendbell.yaml"), """
                general_settings: { alertng: [slack] }
                spendbell: { store: memory }
                """);
        SpendbellVerticle verticle = new SpendbellVerticle(SpendbellConfig.load(file));
        get(vertx.deployVerticle(verticle));
        try (LoggedBy log = LoggedBy.of(SpendbellConfig.class)) {
            get(verticle.reload(() -> SpendbellConfig.load(file)));

            assertThat(log.messages()).containsExactly(file + NEAR_MISS);
        }
    }
}
