package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdTest {
    private static final BigDecimal LARGEST = new BigDecimal("4000000000");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1000000000",
        "84.97, 84970000000",
        "1.0E-4, 100000",
        "1e+2, 100000000000",
        "0.0000000005, 0",
        "0.0000000015, 2",
        "0.0000000025, 2",
        "-0.0000000015, -2",
        "0.00000000050000000000000000001, 1",
        "5e-10, 0",
        "50e-11, 0",
        "15e-10, 2",
        "0.05e-9, 0",
        "9.99e-10, 1",
        "4000000000, 4000000000000000000",
        "-4e9, -4000000000000000000",
        "3999999999.9999999995, 4000000000000000000",
        "0.000000004e18, 4000000000000000000",
        "4000000000000000000000e-12, 4000000000000000000",
        "1e-400000000, 0",
        "1e-999999999999999999999, 0",
        "0e999999999999999999999, 0"
    })
    void parses_to_the_nano_dollar_half_to_even(String text, long nanos) {
        assertThat(parse(text)).isEqualTo(new Usd(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4000000000.0000000001",
                "-4000000000.0000000001",
                "4000000001",
                "1e10",
                "1e999999999",
                "-1E2147483648",
                "99999999999999999999999"
            })
    void refuses_what_is_beyond_the_largest_amount_as_it_is_written(String text) {
        assertThat(parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", ".5", "5.", "+1", "01", "-01", "1e", "1e+", "e5", "1.2.3", "1,5", "NaN", "0x1", "1 ", "1.e5"
            })
    void refuses_what_is_no_number_in_json(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void agrees_with_big_decimal_on_random_numbers() {
        Random random = new Random(20_260_901);
        for (int i = 0; i < 200_000; i++) {
            // Given
            String text = randomNumber(random);

            // When
            Usd amount = parse(text);

            // Then
            assertThat(amount).as(text).isEqualTo(expected(new BigDecimal(text)));
        }
    }

    @Test
    void takes_a_time_that_grows_with_the_digits_only() {
        String digits = "1".repeat(2_000_000);

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(parse(digits)).isNull();
            assertThat(parse("0." + digits)).isEqualTo(new Usd(111_111_111));
            assertThat(parse(digits + "e-2000000")).isEqualTo(new Usd(111_111_111));
            assertThat(parse("1e" + digits)).isNull();
            assertThat(Usd.of(new BigDecimal("1e-2000000000"))).isEqualTo(Usd.ZERO);
            assertThatThrownBy(() -> Usd.of(new BigDecimal("1e2000000000"))).isInstanceOf(ArithmeticException.class);
        });
    }

    @Test
    void reads_only_its_part_of_a_text() {
        assertThat(Usd.parse("9912.599".toCharArray(), 2, 4)).isEqualTo(new Usd(12_500_000_000L));
    }

    @Test
    void takes_a_configured_amount_half_to_even() {
        assertThat(Usd.of(new BigDecimal("12.5000000005"))).isEqualTo(new Usd(12_500_000_000L));
        assertThat(Usd.of(new BigDecimal("12.5000000015"))).isEqualTo(new Usd(12_500_000_002L));
        assertThat(Usd.of(new BigDecimal("9e-10"))).isEqualTo(new Usd(1));
        assertThat(Usd.of(new BigDecimal("9e-11"))).isEqualTo(Usd.ZERO);
        assertThat(Usd.of(LARGEST.negate())).isEqualTo(new Usd(-4_000_000_000_000_000_000L));
        assertThatThrownBy(() -> Usd.of(new BigDecimal("4000000000.0000000001")))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void fails_rather_than_wraps_when_a_sum_leaves_its_range() {
        assertThatThrownBy(() -> new Usd(Long.MAX_VALUE).plus(new Usd(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Usd(Long.MIN_VALUE).minus(new Usd(1))).isInstanceOf(ArithmeticException.class);
    }

    private static @Nullable Usd expected(BigDecimal exact) {
        return exact.abs().compareTo(LARGEST) > 0
                ? null
                : new Usd(exact.setScale(9, RoundingMode.HALF_EVEN)
                        .unscaledValue()
                        .longValueExact());
    }

    private static String randomNumber(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        int whole = random.nextInt(12);
        text.append(whole == 0 ? "0" : 1 + random.nextInt(9) + digits(random, whole - 1));
        if (random.nextBoolean()) {
            text.append('.').append(digits(random, 1 + random.nextInt(14)));
            if (random.nextInt(4) == 0) {
                text.append(random.nextBoolean() ? "5" : "50");
            }
        }
        if (random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(45) - 25);
        }
        return text.toString();
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        boolean sparse = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            digits.append(sparse && random.nextInt(3) > 0 ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    private static @Nullable Usd parse(String text) {
        return Usd.parse(text.toCharArray(), 0, text.length());
    }
}
