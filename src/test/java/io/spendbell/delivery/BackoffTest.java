package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final int SAMPLES = 2_000;

    private final RandomGenerator random = new SplittableRandom(7);

    @ParameterizedTest
    @CsvSource({
        "1, 500, 1000",
        "2, 1000, 2000",
        "3, 2000, 4000",
        "9, 128000, 256000",
        "10, 150000, 300000",
        "31, 150000, 300000",
        "64, 150000, 300000",
        "1000, 150000, 300000",
        "2147483647, 150000, 300000"
    })
    void each_failure_doubles_the_pause_up_to_five_minutes(int failures, long least, long most) {
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long pause = Backoff.STANDARD.pause(failures, random).toMillis();
            lowest = Math.min(lowest, pause);
            highest = Math.max(highest, pause);
        }

        assertThat(lowest).isBetween(least, least + least / 20);
        assertThat(highest).isBetween(most - most / 20, most);
    }

    @Test
    void long_first_pauses_do_not_overflow() {
        Backoff days = new Backoff(Duration.ofDays(4_000), Duration.ofDays(100_000));

        for (int failures = 1; failures <= 1_000; failures++) {
            assertThat(days.pause(failures, random)).isBetween(Duration.ofDays(2_000), Duration.ofDays(100_000));
        }
    }
}
