package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
    @ParameterizedTest
    @CsvSource({"0.85, threshold:0.85", "1.0, threshold:1", "10, threshold:10", "0.000000001, threshold:0.000000001"})
    void a_threshold_is_named_by_its_share(String share, String name) {
        // Then
        assertThat(new Rule.Threshold(Share.of(share)).name()).isEqualTo(name);
    }

    @Test
    void a_threshold_is_known_again_by_its_name() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            // Given
            Rule rule =
                    new Rule.Threshold(new Share(Math.max(1, random.nextLong(10_000_000_001L) >> random.nextInt(34))));

            // Then
            assertThat(Rule.ofName(rule.name())).isEqualTo(rule);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"soft", "projection", "notice:", "notice:down", "notice:soft", "notice:a|b:c", "notice:notice:x"
            })
    void every_other_rule_is_known_again_by_its_name(String name) {
        // When
        Rule rule = Rule.ofName(name);

        // Then
        assertThat(rule.name()).isEqualTo(name);
        assertThat(Rule.ofName(rule.name())).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Soft",
                "soft ",
                "threshold",
                "threshold:",
                "threshold:x",
                "threshold:0",
                "threshold:11",
                "notice"
            })
    void what_is_no_rule_is_refused(String name) {
        // Then
        assertThatThrownBy(() -> Rule.ofName(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
