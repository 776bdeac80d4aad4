package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertType;
import io.spendbell.config.IngestConfig.Dedup;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigRecordsTest {

    @Test
    void records_refuse_what_no_configuration_may_say() {
        refused(
                () -> new Tcp("a", 65_536, null, null, 65_536, 1),
                "port: 65536 (expected: a whole number from 0 to 65535)");
        refused(() -> new Tcp("a", 0, null, null, 1, 1), "max_line_bytes: 1 ");
        refused(() -> new Tcp("a", 0, null, null, 65_536, 0), "max_connections: 0 ");
        refused(() -> new Http("a", -1, null, null, 1024, false, null), "port: -1 ");
        refused(() -> new Dedup(Duration.ZERO, 1), "window: 0");
        refused(() -> new Dedup(Duration.ofDays(1), 0), "max_ids: 0 ");
        refused(() -> RedisConfig.standalone("redis://:s3cret@"), "uri: *** ");
        refused(
                () -> new RedisConfig(Secret.of("redis://a"), RedisConfig.Mode.SENTINEL, null, List.of(), null),
                "master: null ");
        refused(
                () -> new AlertingConfig(
                        Set.of(),
                        Duration.ZERO,
                        AlertingConfig.DEFAULT_SPEND_REPORTS,
                        Map.of(AlertType.LLM_TOO_SLOW, Duration.ZERO),
                        AlertingArgs.DEFAULT),
                "digest_interval: 0");
        refused(() -> args(Duration.ZERO, Duration.ofDays(1)), "budget_alert_ttl: 0");
        refused(() -> args(Duration.ofDays(1), Duration.ofSeconds(299)), "daily_report_frequency: 299.000");
        refused(() -> outages(Duration.ZERO, 1, 1), "outage_alert_ttl: 0");
        refused(() -> outages(Duration.ofSeconds(1), 0, 1), "minor_outage_alert_threshold: 0");
        refused(() -> outages(Duration.ofSeconds(1), 1, 0), "major_outage_alert_threshold: 0");
        refused(() -> userSpend(Usd.ZERO, "3", 7), "daily_spend_per_user_threshold: 0");
        refused(() -> userSpend(null, "0", 7), "spend_anomaly_multiplier: 0");
        refused(() -> userSpend(null, "3", 0), "spend_anomaly_baseline_days: 0");
        refused(() -> new Route(Map.of("team", List.of()), List.of("a"), false), "match: [team]");
        refused(() -> new Route(Map.of(), List.of(), false), "to: []");
        refused(() -> delivery(Duration.ZERO, 1, "console"), "flush_interval: 0");
        refused(() -> delivery(Duration.ofSeconds(1), 0, "console"), "batch_size: 0");
        refused(() -> delivery(Duration.ofSeconds(1), 1, "finops"), "destinations: no finops ");
        refused(() -> Secret.of(""), "secret: \"\"");
    }

    @Test
    void a_result_has_a_configuration_or_faults() {
        refused(() -> new LoadResult(null, List.of(), List.of()), "config: null");
        LoadResult result = new LoadResult(null, List.of(new Fault("f", "p", "v", "r")), List.of());
        assertThatThrownBy(result::orThrow)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("f: p: v (expected: r)");
    }

    @Test
    void bounds_are_their_own_rule() {
        assertThat(Bounds.whole(1, 5)).hasToString("a whole number from 1 to 5");
        assertThat(Bounds.decimal("0.1", "5")).hasToString("a number from 0.1 to 5");
    }

    private static AlertingArgs args(Duration budgetAlertTtl, Duration dailyReportFrequency) {
        return new AlertingArgs(
                budgetAlertTtl,
                dailyReportFrequency,
                AlertingArgs.Outages.DEFAULT,
                AlertingArgs.UserSpend.DEFAULT,
                false,
                null);
    }

    private static AlertingArgs.Outages outages(Duration window, int minor, int major) {
        return new AlertingArgs.Outages(window, Duration.ofSeconds(1), minor, major);
    }

    private static AlertingArgs.UserSpend userSpend(@Nullable Usd daily, String multiplier, int days) {
        return new AlertingArgs.UserSpend(
                daily, null, new BigDecimal(multiplier), days, Usd.ofDollars(1), Duration.ofHours(1));
    }

    private static DeliveryConfig delivery(Duration flushInterval, int batchSize, String to) {
        return new DeliveryConfig(
                flushInterval,
                batchSize,
                Map.of("console", new DestinationConfig.Console("console")),
                Set.of(),
                false,
                List.of(),
                new DefaultRoute(List.of(to), Map.of()),
                true);
    }

    private static void refused(ThrowingCallable made, String message) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
    }
}
