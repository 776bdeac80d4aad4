package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    @Test
    void says_how_much_is_done_how_fast_and_what_is_left() {
        assertThat(ProgressText.bar(8_500, 28_184, Duration.ofSeconds(2)))
                .isEqualTo("[#########.....................] 8500/28184 30% 4250 events/s 5 s left");
    }

    @Test
    void before_anything_is_done_no_one_knows_what_is_left() {
        assertThat(ProgressText.line(0, 10, Duration.ZERO)).isEqualTo("0/10 0% 0 events/s - s left");
    }

    @Test
    void nothing_to_do_is_done() {
        assertThat(ProgressText.line(0, 0, Duration.ZERO)).startsWith("0/0 100%");
    }
}
