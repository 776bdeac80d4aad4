package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
        0             | $0.00
        1012.4        | $1,012.40
        1             | $1.00
        0.5           | $0.50
        0.0423        | $0.042
        0.0042        | $0.0042
        0.00000012    | $0.00000012
        0.000000001   | $0.000000001
        999.995       | $1,000.00
        1234567.891   | $1,234,567.89
        -5            | -$5.00
        -0.0042       | -$0.0042
        -1234.5       | -$1,234.50
        9223372036.85 | $9,223,372,036.85
        """)
    void money_is_readable_at_any_size(String dollars, String written) {
        assertThat(Money.of(usd(dollars))).isEqualTo(written);
    }

    @Test
    void the_largest_and_smallest_amounts_are_written_without_an_exponent() {
        assertThat(Money.of(new Usd(Long.MAX_VALUE))).isEqualTo("$9,223,372,036.85");
        assertThat(Money.of(new Usd(Long.MIN_VALUE))).isEqualTo("-$9,223,372,036.85");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
        999.996       | 1000 | $999.996       | $1,000.00
        999.999999999 | 1000 | $999.999999999 | $1,000.00
        1000          | 1000 | $1,000.00      | $1,000.00
        12.5          | 50   | $12.50         | $50.00
        """)
    void two_amounts_that_differ_look_different(String first, String second, String a, String b) {
        assertThat(Money.pair(usd(first), usd(second))).isEqualTo(new Money.Pair(a, b));
    }

    @ParameterizedTest
    @CsvSource({
        "850, 1000, 85%",
        "999.999, 1000, 99.9%",
        "1012.4, 1000, 101.2%",
        "0.01, 1000, less than 0.1%",
        "0, 1000, 0%",
        "12345, 1, '1,234,500%'",
        "-5, 100, -5%"
    })
    void a_share_is_never_rounded_up(String part, String whole, String written) {
        BigDecimal percent = Money.percent(usd(part), usd(whole));
        assertThat(percent).isNotNull();
        if (percent != null) {
            assertThat(Money.percentText(percent, part.equals("0"))).isEqualTo(written);
        }
    }

    @Test
    void there_is_no_share_of_nothing() {
        assertThat(Money.percent(usd("1"), Usd.ZERO)).isNull();
    }

    private static Usd usd(String dollars) {
        return new Usd(new BigDecimal(dollars).movePointRight(9).longValueExact());
    }
}
