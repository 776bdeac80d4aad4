package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has a turn when there is room again. */
class IntakeBudgetTest {
    private static final long CHUNK = 65_536;
    private static final int WAITERS = 500;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Context anyContext() throws Exception {
        Promise<Context> promise = Promise.promise();
        vertx.runOnContext(ignored -> promise.complete(vertx.getOrCreateContext()));
        return await(promise.future());
    }

    private Context[] contexts() throws Exception {
        return new Context[] {anyContext(), anyContext(), anyContext()};
    }

    @Test
    void each_that_waits_has_its_turn_though_those_before_it_have_nothing_to_read() throws Exception {
        // Given
        IntakeBudget budget = new IntakeBudget(10);
        budget.take(10);
        Context[] contexts = contexts();
        AtomicInteger woken = new AtomicInteger();
        Promise<Void> all = Promise.promise();
        for (int i = 0; i < WAITERS; i++) {
            budget.whenThereIsRoom(contexts[i % contexts.length], () -> {
                if (woken.incrementAndGet() == WAITERS) {
                    all.complete();
                }
            });
        }
        assertThat(woken).hasValue(0);

        // When
        budget.giveBack(1);

        // Then
        await(all.future());
    }

    @Test
    void who_waits_no_longer_has_no_turn_and_is_kept_no_longer() throws Exception {
        // Given
        IntakeBudget budget = new IntakeBudget(10);
        budget.take(10);
        Context context = anyContext();
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < WAITERS; i++) {
            budget.whenThereIsRoom(context, woken::incrementAndGet).run();
        }
        assertThat(budget.waiting()).isZero();
        Promise<Void> last = Promise.promise();
        budget.whenThereIsRoom(context, last::complete);

        // When
        budget.giveBack(1);

        // Then
        await(last.future());
        assertThat(woken).hasValue(0);
    }

    @Test
    void each_has_its_turn_though_one_before_it_fails_or_its_verticle_is_gone() throws Exception {
        // Given
        IntakeBudget budget = new IntakeBudget(1);
        budget.take(1);
        Promise<Context> gone = Promise.promise();
        String deployment = await(vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                gone.complete(context);
                return Future.succeededFuture();
            }
        }));
        Context failing = anyContext();
        failing.exceptionHandler(ignored -> {});
        budget.whenThereIsRoom(await(gone.future()), () -> vertx.undeploy(deployment));
        budget.whenThereIsRoom(failing, () -> {
            throw new IllegalStateException("on purpose");
        });
        Promise<Void> last = Promise.promise();
        budget.whenThereIsRoom(anyContext(), last::complete);

        // When
        budget.giveBack(1);

        // Then
        await(last.future());
    }

    @Test
    void no_more_have_a_turn_than_there_is_room_for_what_they_may_bring() throws Exception {
        // Given
        long limit = 8 * CHUNK;
        IntakeBudget budget = new IntakeBudget(limit);
        budget.take(limit);
        Context[] contexts = contexts();
        AtomicInteger left = new AtomicInteger(WAITERS);
        AtomicLong most = new AtomicLong();
        Promise<Void> all = Promise.promise();
        for (int i = 0; i < WAITERS; i++) {
            budget.whenThereIsRoom(contexts[i % contexts.length], () -> {
                budget.take(CHUNK);
                most.accumulateAndGet(budget.bytesUnderWay(), Math::max);
                vertx.timer(2).onComplete(ignored -> {
                    budget.giveBack(CHUNK);
                    if (left.decrementAndGet() == 0) {
                        all.complete();
                    }
                });
            });
        }

        // When
        budget.giveBack(limit);

        // Then
        await(all.future());
        assertThat(budget.bytesUnderWay()).isZero();
        assertThat(most.get()).isBetween(CHUNK, limit + CHUNK);
    }
}
