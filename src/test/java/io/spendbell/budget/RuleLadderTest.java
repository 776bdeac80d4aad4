package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleLadderTest {
    private static final List<Share> STANDARD = Thresholds.STANDARD.byDefault();

    private static Usd usd(BigDecimal dollars) {
        return dollars == null ? null : Usd.of(dollars);
    }

    private static RuleLadder ladder(BigDecimal max, BigDecimal soft) {
        return new RuleLadder(usd(max), usd(soft), STANDARD);
    }

    private static String names(List<RuleLadder.Rung> rungs) {
        return rungs.isEmpty()
                ? null
                : String.join(
                        " ", rungs.stream().map(rung -> rung.rule().name()).toList());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // spend, max, soft, the highest rule, those below
                "84.999999999, 100, -, -, -",
                "85, 100, -, threshold:0.85, -",
                "94.999999999, 100, -, threshold:0.85, -",
                "95, 100, -, threshold:0.95, threshold:0.85",
                "99.999999999, 100, -, threshold:0.95, threshold:0.85",
                "100, 100, -, threshold:1, threshold:0.85 threshold:0.95",
                "1000000, 100, -, threshold:1, threshold:0.85 threshold:0.95",
                "-1, 100, -, -, -",
                "79.999999999, -, 80, -, -",
                "80, -, 80, soft, -",
                "90, 100, 80, threshold:0.85, soft",
                "80, 100, 80, soft, -",
                "92, 100, 90, soft, threshold:0.85",
                "100, 100, 90, threshold:1, threshold:0.85 soft threshold:0.95",
                "120, 100, 150, threshold:1, threshold:0.85 threshold:0.95",
                "150, 100, 150, soft, threshold:0.85 threshold:0.95 threshold:1",
                "1000, -, -, -, -"
            })
    void the_highest_rule_reached_decides_and_the_lower_ones_are_passed(
            BigDecimal spend, BigDecimal max, BigDecimal soft, String highest, String below) {
        // Given
        RuleLadder ladder = ladder(max, soft);

        // When
        RuleLadder.Rung rung = ladder.highest(usd(spend));

        // Then
        assertThat(rung == null ? null : rung.rule().name()).isEqualTo(highest);
        assertThat(rung == null ? null : names(ladder.below(rung))).isEqualTo(below);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "85, 85, threshold:0.85, soft",
                "95, 95, threshold:0.95, threshold:0.85 soft",
                "100, 100, threshold:1, threshold:0.85 threshold:0.95 soft"
            })
    void a_soft_budget_of_a_thresholds_amount_is_below_it(
            BigDecimal spend, BigDecimal soft, String highest, String below) {
        // Given
        RuleLadder ladder = ladder(BigDecimal.valueOf(100), soft);

        // When
        RuleLadder.Rung rung = ladder.highest(usd(spend));

        // Then
        assertThat(rung.rule().name()).isEqualTo(highest);
        assertThat(names(ladder.below(rung))).isEqualTo(below);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0, -, -",
                "-5, 0, -, -",
                "0.000000001, 0, -, threshold:1",
                "0, -, 0, -",
                "-1, -, 0, -",
                "0.000000001, -, 0, soft",
                "0, 0, 0, -",
                "0.000000001, 0, 0, threshold:1",
                "0.000000001, 100, 0, soft",
                "7, 0, 5, soft"
            })
    void a_budget_of_nothing_is_crossed_by_any_spend(
            BigDecimal spend, BigDecimal max, BigDecimal soft, String highest) {
        // When
        RuleLadder.Rung rung = ladder(max, soft).highest(usd(spend));

        // Then
        assertThat(rung == null ? null : rung.rule().name()).isEqualTo(highest);
    }

    @Test
    void of_thresholds_with_the_same_amount_the_highest_counts_as_the_highest() {
        // Given
        RuleLadder ladder = new RuleLadder(new Usd(1), null, STANDARD);

        // When
        RuleLadder.Rung rung = ladder.highest(new Usd(1));

        // Then
        assertThat(rung.rule()).isEqualTo(new Rule.Threshold(Share.WHOLE));
        assertThat(names(ladder.below(rung))).isEqualTo("threshold:0.85 threshold:0.95");
    }

    @Test
    void an_amount_is_rounded_up_so_that_nothing_rings_too_early() {
        // Given
        RuleLadder ladder = new RuleLadder(new Usd(101), null, List.of(Share.of("0.85")));

        // Then
        assertThat(ladder.highest(new Usd(85))).isNull();
        assertThat(ladder.highest(new Usd(86))).isNotNull();
    }

    @Test
    void a_list_without_the_whole_says_nothing_there() {
        // Given
        RuleLadder ladder = new RuleLadder(Usd.ofDollars(100), null, List.of(Share.of("0.5")));

        // When
        RuleLadder.Rung rung = ladder.highest(Usd.ofDollars(500));

        // Then
        assertThat(rung.rule()).isEqualTo(new Rule.Threshold(Share.of("0.5")));
    }

    @Test
    void without_thresholds_only_the_soft_budget_rings() {
        // Given
        RuleLadder ladder = new RuleLadder(Usd.ofDollars(100), Usd.ofDollars(80), List.of());

        // Then
        assertThat(ladder.highest(Usd.ofDollars(79))).isNull();
        assertThat(ladder.highest(Usd.ofDollars(500)).rule()).isEqualTo(Rule.SOFT);
    }

    /** A rule as the contract speaks of it; {@code order} tells rules of the same amount apart. */
    private record Expected(String name, BigDecimal amount, BigDecimal order) {}

    @Test
    void climbs_like_a_plain_sort_of_all_rules_by_amount() {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 50_000; i++) {
            // Given
            Usd max = random.nextInt(8) == 0 ? null : new Usd(random.nextLong(40) * (random.nextBoolean() ? 1 : 7));
            Usd soft = random.nextInt(3) == 0 ? null : new Usd(random.nextLong(120));
            List<Share> shares = random.ints(random.nextInt(6), 1, 40)
                    .distinct()
                    .sorted()
                    .mapToObj(twentieths -> new Share(twentieths * 50_000_000L))
                    .toList();
            Usd spend = new Usd(random.nextLong(300) - 20);
            RuleLadder ladder = new RuleLadder(max, soft, shares);
            List<String> reached = reached(max, soft, shares, spend);

            // When
            RuleLadder.Rung rung = ladder.highest(spend);

            // Then
            List<String> climbed = new ArrayList<>();
            if (rung != null) {
                ladder.below(rung).forEach(lower -> climbed.add(lower.rule().name()));
                climbed.add(rung.rule().name());
            }
            assertThat(climbed).as("%s at %s", ladder, spend).isEqualTo(reached);
        }
    }

    private static List<String> reached(Usd max, Usd soft, List<Share> shares, Usd spend) {
        List<Expected> rules = new ArrayList<>();
        if (max != null) {
            for (Share share : shares) {
                BigDecimal amount = BigDecimal.valueOf(max.nanos())
                        .multiply(share.toBigDecimal())
                        .setScale(0, RoundingMode.CEILING);
                rules.add(new Expected("threshold:" + share, amount, share.toBigDecimal()));
            }
        }
        if (soft != null) {
            rules.add(new Expected("soft", BigDecimal.valueOf(soft.nanos()), BigDecimal.ZERO));
        }
        return rules.stream()
                .sorted(Comparator.comparing(Expected::amount).thenComparing(Expected::order))
                .filter(rule -> rule.amount().signum() == 0
                        ? spend.nanos() > 0
                        : BigDecimal.valueOf(spend.nanos()).compareTo(rule.amount()) >= 0)
                .map(Expected::name)
                .toList();
    }
}
