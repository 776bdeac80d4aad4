package io.spendbell.web;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who sends deliveries again for which somebody asks. Safe for use from any thread. */
@FunctionalInterface
public interface Retrying {
    /**
     * Makes deliveries due at once: of one alert, of one destination, or of both.
     *
     * @return how many it were
     */
    Future<Integer> retry(@Nullable String alertId, @Nullable String destination);
}
