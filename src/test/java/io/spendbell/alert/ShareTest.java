package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
    @Test
    void of_a_budget_it_is_rounded_up_to_a_nano_dollar() {
        assertThat(Share.of("0.85").of(new Usd(1))).isEqualTo(new Usd(1));
        assertThat(Share.of("0.85").of(new Usd(100))).isEqualTo(new Usd(85));
        assertThat(Share.of("0.85").of(new Usd(101))).isEqualTo(new Usd(86));
        assertThat(Share.WHOLE.of(new Usd(7))).isEqualTo(new Usd(7));
        assertThat(Share.of("0.85").of(Usd.ZERO)).isEqualTo(Usd.ZERO);
    }

    @Test
    void is_exact_whatever_the_budget_and_the_share() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long budget = random.nextLong(Usd.LARGEST_STATED.nanos() + 1) >> random.nextInt(60);
            Share share = new Share(1 + random.nextLong(10_000_000_000L));
            BigDecimal exact =
                    BigDecimal.valueOf(budget).multiply(share.toBigDecimal()).setScale(0, RoundingMode.CEILING);
            BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
            assertThat(share.of(new Usd(budget)).nanos())
                    .isEqualTo(exact.min(most).longValueExact());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.5", "10.000000001", "11"})
    void is_more_than_0_and_at_most_10(String text) {
        assertThatThrownBy(() -> Share.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void has_at_most_nine_decimals() {
        assertThat(Share.of("0.333333333").toString()).isEqualTo("0.333333333");
        assertThatThrownBy(() -> Share.of("0.3333333333")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void reads_as_a_plain_number() {
        assertThat(Share.of("0.850")).hasToString("0.85");
        assertThat(Share.of("10")).hasToString("10");
    }
}
