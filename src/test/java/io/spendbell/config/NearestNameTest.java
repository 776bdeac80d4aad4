package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {
    private static final List<String> NAMES = List.of("flush_interval", "batch_size", "routes", "to", "team_id");

    @ParameterizedTest
    @CsvSource({
        "flush_intervall, flush_interval",
        "flsh_interval, flush_interval",
        "lfush_interval, flush_interval",
        "Flush-Interval, flush_interval",
        "route, routes",
        "ruotse, routes",
        "t, to"
    })
    void finds_what_was_meant(String name, String meant) {
        assertThat(NearestName.of(name, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "interval", "rts", "x", "", "batchsizes___", "alert"})
    void does_not_guess(String name) {
        assertThat(NearestName.of(name, NAMES)).isEmpty();
    }

    @Test
    void the_nearest_of_several_near_names_is_found() {
        assertThat(NearestName.of("user", List.of("used", "users", "uses"))).contains("used");
        assertThat(NearestName.of("alerts", List.of("alert_s", "alerts_", "alerts")))
                .contains("alerts");
    }

    @Test
    void a_rule_lists_the_names_and_hints() {
        assertThat(NearestName.rule("team", List.of("tag", "team_id")))
                .isEqualTo("one of tag, team_id; did you mean \"team_id\"?");
        assertThat(NearestName.rule("zebra", List.of("tag", "team_id"))).isEqualTo("one of tag, team_id");
    }
}
