package io.spendbell.delivery;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A destination that does what another one does, but for what is overridden. */
interface AlteredDestination extends Destination {
    Destination original();

    @Override
    default String name() {
        return original().name();
    }

    @Override
    default String host() {
        return original().host();
    }

    @Override
    default Renderer renderer() {
        return original().renderer();
    }

    @Override
    default @Nullable Pace pace() {
        return original().pace();
    }

    @Override
    default int mostInFlight() {
        return original().mostInFlight();
    }

    @Override
    default boolean folds() {
        return original().folds();
    }

    @Override
    default Future<Answer> post(Message message) {
        return original().post(message);
    }

    @Override
    default Future<Void> close() {
        return original().close();
    }
}
