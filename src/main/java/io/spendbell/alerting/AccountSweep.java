package io.spendbell.alerting;

import io.spendbell.counter.Counter;
import io.spendbell.counter.Counters;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Closes accounts that are no budget's once nothing that is in them is kept any more, so that their places are free for others: a slice at a
 * time, from the first to the last and then from the first again. Confined to the deciding verticle's context.
 */
final class AccountSweep {
    /** A clock may be set back, and what an account's windows tell of an outage must have been seen. */
    private static final Duration KEPT_LONGER = Duration.ofDays(1);

    /** Of what is not counted here any more: another replica may count it still, and keep it for longer than anything here. */
    private static final Duration UNUSED_KEPT = Duration.ofDays(800);

    private final Store store;
    private final Supplier<Counters> counters;
    private @Nullable String after;

    /** One that goes by what is counted at the moment. */
    AccountSweep(Store store, Supplier<Counters> counters) {
        this.store = store;
        this.counters = counters;
    }

    /** Does the next slice; fails where the store could not be asked, and then does the same slice again. */
    Future<?> next(Instant now) {
        Instant then = now.minus(KEPT_LONGER);
        Map<String, Instant> keptSince = counters.get().all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Counter::source, counter -> counter.windowsAt(then).keptSince()));
        return store.ledger()
                .closeOver(source -> keptSince.getOrDefault(source, now.minus(UNUSED_KEPT)), after)
                .onSuccess(end -> after = end);
    }
}
