package io.spendbell;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.config.ConfigChanges;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and applies one configuration after the other, and counts what became of them. Confined to one context. */
final class Reloads {
    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Vertx vertx;
    private final Function<SpendbellConfig, Future<ConfigChanges>> apply;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    private Future<?> latest = Future.succeededFuture();

    private enum Outcome {
        APPLIED,
        /** It cannot be read, or changes what cannot change; the one before is in force. */
        REFUSED,
        /** It is in force but not everywhere, because the daemon is stopping. */
        FAILED
    }

    /**
     * Reloads, of which none has happened yet.
     *
     * @param apply applies a configuration; fails with {@link InvalidConfigurationException} where it applies nothing of it
     */
    Reloads(Vertx vertx, MeterRegistry registry, Function<SpendbellConfig, Future<ConfigChanges>> apply) {
        this.vertx = vertx;
        this.apply = apply;
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("spendbell.reloads")
                            .description("Configurations that were to take the place of another, by what became of it")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /**
     * Reloads once those before are done.
     *
     * @param read reads the configuration, on a thread that may block
     */
    Future<ConfigChanges> next(Callable<SpendbellConfig> read) {
        Future<ConfigChanges> reload = latest.transform(ignored -> vertx.executeBlocking(read))
                .compose(apply)
                .onSuccess(changes -> {
                    count(Outcome.APPLIED);
                    LOG.info(
                            "The configuration was reloaded: {}",
                            changes.told().isEmpty() ? "nothing has changed" : String.join(", ", changes.told()));
                })
                .onFailure(failure ->
                        count(failure instanceof InvalidConfigurationException ? Outcome.REFUSED : Outcome.FAILED));
        latest = reload;
        return reload;
    }

    private void count(Outcome outcome) {
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
