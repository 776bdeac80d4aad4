package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.spendbell.store.Outbox.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger packed = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Future<Void> warmedUp(Renderer renderer) {
        WarmUp warmUp = new WarmUp(vertx, InstantSource.system(), alert -> new JsonObject());
        warmUp.begin();
        return warmUp.end(List.of(renderer));
    }

    @Test
    void renders_alerts_of_its_own_and_leaves_nothing_behind() throws Exception {
        // Given
        Renderer renderer = new Renderer() {
            @Override
            public List<Message> pack(List<Delivery> deliveries, Instant now) {
                packed.addAndGet(deliveries.size());
                return List.of();
            }

            @Override
            public Message fold(List<Delivery> deliveries, Instant now) {
                throw new IllegalStateException("nothing is folded");
            }
        };

        // When
        warmedUp(renderer).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        while (packed.get() == 0 || !vertx.deploymentIDs().isEmpty()) {
            vertx.timer(5).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        // Then
        assertThat(packed).hasPositiveValue();
    }

    @Test
    void leaves_nothing_behind_where_a_start_has_failed() throws Exception {
        // Given
        WarmUp warmUp = new WarmUp(vertx, InstantSource.system(), alert -> new JsonObject());
        warmUp.begin();

        // When
        warmUp.abandon().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        // Then
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void does_not_keep_a_daemon_from_starting() throws Exception {
        // Given
        Renderer broken = new Renderer() {
            @Override
            public List<Message> pack(List<Delivery> deliveries, Instant now) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public Message fold(List<Delivery> deliveries, Instant now) {
                throw new IllegalStateException("on purpose");
            }
        };

        // Then
        assertThat(warmedUp(broken).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isNull();
    }
}
