package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Usd;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleLadderTest {
    private static final List<Share> STANDARD = List.of(Share.of("0.85"), Share.of("0.95"), Share.WHOLE);

    private static RuleLadder ladder(Long max, Long soft) {
        return new RuleLadder(
                max == null ? null : Usd.ofDollars(max), soft == null ? null : Usd.ofDollars(soft), STANDARD);
    }

    private static String highest(RuleLadder ladder, long nanos) {
        RuleLadder.Rung rung = ladder.highest(new Usd(nanos));
        return rung == null ? "none" : rung.rule().name();
    }

    private static List<String> passed(RuleLadder ladder, long dollars) {
        return ladder.below(ladder.highest(Usd.ofDollars(dollars))).stream()
                .map(rung -> rung.rule().name())
                .toList();
    }

    @Test
    void a_rule_fires_at_its_amount_and_not_a_nano_dollar_before() {
        RuleLadder ladder = ladder(100L, null);
        assertThat(highest(ladder, 85_000_000_000L - 1)).isEqualTo("none");
        assertThat(highest(ladder, 85_000_000_000L)).isEqualTo("threshold:0.85");
        assertThat(highest(ladder, 95_000_000_000L)).isEqualTo("threshold:0.95");
        assertThat(highest(ladder, 100_000_000_000L)).isEqualTo("threshold:1");
        assertThat(highest(ladder, Long.MAX_VALUE)).isEqualTo("threshold:1");
    }

    @Test
    void a_budget_of_nothing_is_crossed_by_any_spend() {
        RuleLadder ladder = ladder(0L, null);
        assertThat(highest(ladder, 0)).isEqualTo("none");
        assertThat(highest(ladder, -5)).isEqualTo("none");
        assertThat(highest(ladder, 1)).isEqualTo("threshold:1");
        assertThat(highest(ladder(null, 0L), 0)).isEqualTo("none");
        assertThat(highest(ladder(null, 0L), 1)).isEqualTo("soft");
    }

    @Test
    void the_soft_budget_stands_where_its_amount_is() {
        RuleLadder ladder = ladder(100L, 90L);
        assertThat(highest(ladder, 90_000_000_000L)).isEqualTo("soft");
        assertThat(passed(ladder, 90)).containsExactly("threshold:0.85");
        assertThat(passed(ladder, 96)).containsExactly("threshold:0.85", "soft");
        assertThat(passed(ladder, 100)).containsExactly("threshold:0.85", "soft", "threshold:0.95");
        assertThat(highest(ladder(100L, 150L), 120_000_000_000L)).isEqualTo("threshold:1");
        assertThat(highest(ladder(100L, 150L), 150_000_000_000L)).isEqualTo("soft");
    }

    @Test
    void of_the_same_amount_the_highest_threshold_counts() {
        assertThat(highest(ladder(100L, 95L), 95_000_000_000L)).isEqualTo("threshold:0.95");
        assertThat(passed(ladder(100L, 95L), 95)).containsExactly("threshold:0.85", "soft");
        RuleLadder tiny = new RuleLadder(new Usd(1), null, STANDARD);
        assertThat(highest(tiny, 1)).isEqualTo("threshold:1");
        assertThat(tiny.below(tiny.highest(new Usd(1)))).hasSize(2);
    }

    @Test
    void a_list_without_the_whole_says_nothing_there() {
        RuleLadder ladder = new RuleLadder(Usd.ofDollars(100), null, List.of(Share.of("0.5")));
        assertThat(ladder.highest(Usd.ofDollars(500)).rule()).isEqualTo(new Rule.Threshold(Share.of("0.5")));
    }
}
