package io.spendbell.config;

import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole configuration, with every default filled in. Immutable; it prints without secrets.
 *
 * @param environment the deployment's name, shown in every alert; null shows none
 * @param publicUrl where people reach the daemon over HTTP, without a slash at its end; null shows no links
 * @param proxyUrl the gateway's address, shown at the end of messages, from {@code PROXY_BASE_URL}; null shows none
 * @param zone in which times are shown and budgets' windows begin
 * @param thresholds the shares at which the budgets of gateways ring; configured budgets carry their own
 * @param budgets Spendbell's own budgets, by unique names
 * @param notices what Spendbell tells that no gateway does
 * @param shutdownTimeout how long a shutdown may take to deliver what can be delivered
 */
public record SpendbellConfig(
        @Nullable String environment,
        @Nullable String publicUrl,
        @Nullable String proxyUrl,
        ZoneId zone,
        StoreConfig store,
        IngestConfig ingest,
        AlertingConfig alerting,
        DeliveryConfig delivery,
        Thresholds thresholds,
        List<BudgetDefinition> budgets,
        NoticesConfig notices,
        Duration shutdownTimeout) {
    private static final Logger LOG = LoggerFactory.getLogger(SpendbellConfig.class);

    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    static final Bounds SHUTDOWN_TIMEOUT = Bounds.decimal("0.001", "3600");

    public SpendbellConfig {
        budgets = List.copyOf(budgets);
        SHUTDOWN_TIMEOUT.checked("shutdown_timeout", shutdownTimeout);
        Set<String> names = new HashSet<>();
        for (BudgetDefinition budget : budgets) {
            if (!names.add(budget.name())) {
                throw new IllegalArgumentException("budgets: " + budget.name() + " (expected: each name once)");
            }
        }
    }

    /**
     * Reads a file for use beside other verticles: TCP and HTTP are off unless it configures them. References to the
     * environment are resolved in this process's environment. What is probably not meant is said in the log.
     *
     * @throws InvalidConfigurationException if the file cannot be used; the message has each fault on a line of its own
     */
    public static SpendbellConfig load(Path file) {
        return ConfigLoader.load(file, System.getenv(), Deployment.VERTICLE)
                .orThrow(warning -> LOG.warn("{}", warning));
    }
}
