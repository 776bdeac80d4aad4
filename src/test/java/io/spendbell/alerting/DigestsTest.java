package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "3600, 2026-07-01T10:20:30Z, 2026-07-01T10:00:00Z, 2026-07-01T11:00:00Z",
        "3600, 2026-07-01T10:00:00Z, 2026-07-01T10:00:00Z, 2026-07-01T11:00:00Z",
        "21600, 2026-07-01T10:20:30Z, 2026-07-01T10:00:00Z, 2026-07-01T16:00:00Z",
        "86400, 2026-07-01T22:30:00Z, 2026-07-01T22:00:00Z, 2026-07-02T22:00:00Z",
        "86400, 2026-10-25T10:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "604800, 2026-07-01T10:20:30Z, 2026-06-28T22:00:00Z, 2026-07-05T22:00:00Z",
        "1, 2026-07-01T10:20:30.999Z, 2026-07-01T10:20:30Z, 2026-07-01T10:20:31Z",
        "7, 1970-01-01T00:00:15Z, 1970-01-01T00:00:14Z, 1970-01-01T00:00:21Z",
        "100000, 1970-01-02T04:00:00Z, 1970-01-02T03:46:40Z, 1970-01-03T07:33:20Z",
    })
    void stretches_of_time_go_by_the_local_clock(int seconds, Instant now, Instant start, Instant end) {
        Digests digests = new Digests(Map.of(AlertType.LLM_TOO_SLOW, Duration.ofSeconds(seconds)), BERLIN);

        assertThat(digests.windowAt(AlertType.LLM_TOO_SLOW, now)).isEqualTo(new AlertWindow.Span(start, end));
    }

    @Test
    void other_types_are_told_at_once() {
        Digests digests = new Digests(Map.of(AlertType.LLM_TOO_SLOW, Duration.ofHours(1)), BERLIN);

        assertThat(digests.windowAt(AlertType.LLM_EXCEPTIONS, Instant.EPOCH)).isNull();
        assertThat(Digests.NONE.windowAt(AlertType.LLM_TOO_SLOW, Instant.EPOCH)).isNull();
    }
}
