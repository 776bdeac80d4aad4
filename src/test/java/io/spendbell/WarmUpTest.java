package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.DeliveryVerticle;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.spendbell.store.Outbox.Delivery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger packed = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

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

    @Test
    void says_nothing_of_posts_of_its_own_that_are_slow() throws Exception {
        // Given
        Vertx busy = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        keepBusy(busy.getOrCreateContext());
        WarmUp warmUp = new WarmUp(busy, InstantSource.system(), alert -> new JsonObject());

        // When
        try (LoggedBy deliveries = LoggedBy.of(DeliveryVerticle.class.getPackageName())) {
            warmUp.begin();
            awaitDeployments(busy, true);
            awaitDeployments(busy, false);

            // Then
            assertThat(deliveries.messages()).isEmpty();
        } finally {
            over.set(true);
            busy.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private void awaitDeployments(Vertx of, boolean some) throws Exception {
        while (of.deploymentIDs().isEmpty() == some) {
            vertx.timer(1).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    /** Whatever else is done on the context's event loop comes to it only now and then. */
    private void keepBusy(Context context) {
        context.runOnContext(ignored -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
            if (!over.get()) {
                keepBusy(context);
            }
        });
    }
}
