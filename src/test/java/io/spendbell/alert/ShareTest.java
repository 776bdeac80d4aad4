package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
    private static final long TEN = 10_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0.85, 0, 0",
        "0.85, 1, 1",
        "0.85, 100, 85",
        "0.85, 101, 86",
        "0.000000001, 1, 1",
        "0.000000001, 1000000000, 1",
        "0.000000001, 1000000001, 2",
        "1, 7, 7",
        "1, 9223372036854775807, 9223372036854775807",
        "10, 7, 70",
        "0.999999999, 4000000000000000000, 3999999996000000000"
    })
    void of_a_budget_it_is_rounded_up_to_a_nano_dollar(String share, long budget, long amount) {
        // When
        Usd of = Share.of(share).of(new Usd(budget));

        // Then
        assertThat(of).isEqualTo(new Usd(amount));
    }

    @Test
    void is_exact_whatever_the_budget_and_the_share() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            // Given
            long budget = random.nextLong(Usd.LARGEST_STATED.nanos() + 1) >> random.nextInt(62);
            Share share = new Share(Math.max(1, (1 + random.nextLong(TEN)) >> random.nextInt(34)));
            BigDecimal exact =
                    BigDecimal.valueOf(budget).multiply(share.toBigDecimal()).setScale(0, RoundingMode.CEILING);

            // When
            long amount = share.of(new Usd(budget)).nanos();

            // Then
            assertThat(amount)
                    .as("%s of %d", share, budget)
                    .isEqualTo(exact.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact());
        }
    }

    @ParameterizedTest
    @CsvSource({"2.305843010, 4000000000000000000", "10, 4000000000000000000", "1.000000001, 9223372036854775807"})
    void an_amount_that_no_spend_can_exceed_is_the_largest_there_is(String share, long budget) {
        // Then
        assertThat(Share.of(share).of(new Usd(budget))).isEqualTo(new Usd(Long.MAX_VALUE));
    }

    @Test
    void a_larger_share_never_has_a_smaller_amount() {
        Random random = new Random(11);
        for (int i = 0; i < 50_000; i++) {
            // Given
            Usd budget = new Usd(random.nextLong(Usd.LARGEST_STATED.nanos() + 1) >> random.nextInt(62));
            Share one = new Share(1 + random.nextLong(TEN));
            Share other = new Share(1 + random.nextLong(TEN));

            // Then
            assertThat(one.of(budget).compareTo(other.of(budget)) * one.compareTo(other))
                    .isNotNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-0.5", "-1e-9", "10.000000001", "11", "1e9", "1e400", "1e2147483647"})
    void is_more_than_0_and_at_most_10(String text) {
        // Then
        assertThatThrownBy(() -> Share.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("(expected: more than 0, at most 10)");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, TEN + 1, Long.MAX_VALUE})
    void is_more_than_0_and_at_most_10_in_billionths_too(long billionths) {
        // Then
        assertThatThrownBy(() -> new Share(billionths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("(expected: more than 0, at most 10)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3333333333", "1e-10", "9.9999999999", "1e-400"})
    void has_at_most_nine_decimals(String text) {
        // Then
        assertThatThrownBy(() -> Share.of(text)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0.850, 0.85",
        "10, 10",
        "1.0, 1",
        "0.000000001, 0.000000001",
        "1e1, 10",
        "5E-1, 0.5",
        "0.333333333, 0.333333333"
    })
    void reads_as_a_plain_number(String written, String shown) {
        // Then
        assertThat(Share.of(written)).hasToString(shown).isEqualTo(Share.of(shown));
    }

    @ParameterizedTest
    @CsvSource({"0.999999999, false", "1, true", "1.000000001, true"})
    void knows_whether_it_is_the_whole(String share, boolean isWholeOrMore) {
        // Then
        assertThat(Share.of(share).isWholeOrMore()).isEqualTo(isWholeOrMore);
    }
}
