package io.spendbell.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.InvalidEventException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayScriptTest {
    private static final Instant START = Instant.parse("2026-11-23T21:00:00Z");
    private static final double[] SHARES = {0.85, 0.95, 1.0};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void the_daemon_understands_all_of_it(long seed) throws InvalidEventException {
        GatewayScript script = new GatewayScript(seed, START);
        EventDecoder decoder =
                new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames()));

        for (int tick = 0; tick < 1_000; tick++) {
            for (JsonObject event : script.next()) {
                byte[] line = event.encode().getBytes(StandardCharsets.UTF_8);
                assertThat(decoder.decode(line, 0, line.length, START)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void the_first_crossing_is_at_once_and_several_follow_within_eight_seconds(long seed) {
        List<Long> crossings = crossings(seed, 80);

        assertThat(crossings.get(0)).isLessThanOrEqualTo(1_000);
        assertThat(crossings).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void something_goes_on_crossing_every_twenty_five_seconds_at_most(long seed) {
        List<Long> crossings = crossings(seed, 6_000);

        assertThat(crossings.get(crossings.size() - 1)).isGreaterThan(575_000);
        for (int i = 1; i < crossings.size(); i++) {
            assertThat(crossings.get(i) - crossings.get(i - 1)).isLessThanOrEqualTo(25_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void the_search_team_passes_85_percent_of_its_own_budget_within_five_seconds(long seed) {
        DemoBudget search = SimulatedGateway.BUDGETS.stream()
                .filter(budget -> budget.id().equals("team-search"))
                .findFirst()
                .orElseThrow();
        BigDecimal spent = search.spent().toBigDecimal();
        BigDecimal limit = search.max().toBigDecimal().multiply(new BigDecimal("0.85"));
        GatewayScript script = new GatewayScript(seed, START);
        assertThat(spent).isLessThan(limit);

        for (int tick = 0; tick < 50; tick++) {
            for (JsonObject event : script.next()) {
                if ("team-search".equals(event.getString("team_id"))) {
                    spent = spent.add(new BigDecimal(event.getValue("cost").toString()));
                }
            }
        }

        assertThat(spent).isGreaterThan(limit);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 77})
    void the_same_seed_says_the_same_and_another_does_not(long seed) {
        assertThat(said(seed)).isEqualTo(said(seed)).isNotEqualTo(said(seed + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1})
    void one_alert_and_one_projection_are_among_it(long seed) {
        List<String> said = said(seed);

        assertThat(said)
                .filteredOn(line -> line.contains("\"event\":\"alert\""))
                .hasSize(1);
        assertThat(said)
                .filteredOn(line -> line.contains("projected_limit_exceeded"))
                .singleElement()
                .asString()
                .contains("\"budget_reset_at\":\"2026-12-01T00:00:00Z\"");
    }

    private static List<String> said(long seed) {
        GatewayScript script = new GatewayScript(seed, START);
        List<String> said = new ArrayList<>();
        for (int tick = 0; tick < 300; tick++) {
            script.next().forEach(event -> said.add(event.encode()));
        }
        return said;
    }

    /** When each threshold of each of the gateway's own budgets is passed, in milliseconds since the start. */
    private static List<Long> crossings(long seed, int ticks) {
        GatewayScript script = new GatewayScript(seed, START);
        Map<String, Integer> passed = new TreeMap<>();
        List<Long> crossings = new ArrayList<>();
        for (int tick = 0; tick < ticks; tick++) {
            for (JsonObject event : script.next()) {
                JsonObject info = event.getJsonObject("user_info");
                if (info == null || event.getString("type").equals("projected_limit_exceeded")) {
                    continue;
                }
                boolean soft = info.containsKey("soft_budget");
                double share = info.getDouble("spend") / info.getDouble(soft ? "soft_budget" : "max_budget");
                String who = event.getString("type") + info.getString("token") + info.getString("user_id");
                int next = passed.getOrDefault(who, soft ? 2 : 0);
                if (next < SHARES.length && share >= SHARES[next]) {
                    passed.put(who, next + 1);
                    crossings.add(tick * GatewayScript.TICK_MILLIS);
                }
            }
        }
        return crossings;
    }
}
