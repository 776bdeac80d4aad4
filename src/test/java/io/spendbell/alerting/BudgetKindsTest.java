package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Share;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.EntityKind;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets that LiteLLM never alerts on ring from what is spent and from what a gateway states, each once. */
class BudgetKindsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final EventDecoder decoder =
            new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames()));

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private AlertingVerticle start(EntityKind kind) throws Exception {
        BudgetDefinition each = new BudgetDefinition(
                "each",
                kind,
                Glob.of("*"),
                null,
                Usd.ofDollars(10),
                null,
                WindowSpec.parse("1d"),
                List.of(Share.WHOLE),
                false,
                Usd.ZERO,
                100);
        MutableClock clock = new MutableClock(NOW);
        AlertingVerticle alerting = new AlertingVerticle(
                store,
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(each), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> List.of("finops"))),
                AlertIds.timeOrdered(clock),
                clock,
                new SimpleMeterRegistry(),
                raises -> {});
        await(store.open());
        await(vertx.deployVerticle(alerting));
        return alerting;
    }

    private void take(AlertingVerticle alerting, String json) throws Exception {
        byte[] line = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        await(alerting.accept(List.of(decoder.decode(line, 0, line.length, NOW))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CUSTOMER    | 'customer_id':'c-1'               | 'customer_id':'c-1'               | customer_budget",
                "TAG         | 'tags':['prod','eu']              | 'tag':'prod'                      | tag_budget",
                "MODEL       | 'model':'gpt-5'                   | 'model':'gpt-5'                   | model_budget",
                "PROVIDER    | 'provider':'openai'               | 'provider':'openai'               | provider_budget",
                "TEAM_MEMBER | 'team_id':'t','user_id':'u'       | 'team_id':'t','user_id':'u'       |"
                        + " team_member_budget"
            },
            quoteCharacter = '"')
    void ring_once_from_spend_and_once_from_the_gateway(EntityKind kind, String spender, String subject, String type)
            throws Exception {
        AlertingVerticle alerting = start(kind);

        for (int i = 0; i < 3; i++) {
            take(alerting, "{'event':'spend','cost':5," + spender + "}");
            take(
                    alerting,
                    "{'event':'budget','type':'" + type + "','user_info':{'event_group':'" + kind.wireName()
                            + "','spend':12,'max_budget':10," + subject + "}}");
        }

        List<Alert> ofFirst = await(store.alerts(0, 100)).stream()
                .filter(alert -> !Objects.requireNonNull(alert.entity()).id().equals("eu"))
                .toList();
        assertThat(ofFirst).hasSize(2).allSatisfy(alert -> {
            assertThat(Objects.requireNonNull(alert.entity()).kind()).isEqualTo(kind);
            assertThat(Objects.requireNonNull(alert.budget()).event()).isEqualTo("budget_crossed");
        });
        assertThat(ofFirst)
                .extracting(alert -> Objects.requireNonNull(alert.budget()).source())
                .containsExactlyInAnyOrder("each", AlertKey.GATEWAY);
    }
}
