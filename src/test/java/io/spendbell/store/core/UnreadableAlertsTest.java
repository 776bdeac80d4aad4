package io.spendbell.store.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spendbell.alert.AlertJson;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnreadableAlertsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final UnreadableAlerts unreadable = new UnreadableAlerts();

    private Settlement settle(String id, String json) {
        UnreadableAlertException why = catchThrowableOfType(
                UnreadableAlertException.class, () -> AlertJson.read(json.getBytes(StandardCharsets.UTF_8)));
        return unreadable.settlement(new DeliveryId(id, "finops"), why, NOW);
    }

    @Test
    void one_of_a_later_version_is_left_to_others_five_times_by_this_process_and_each_is_counted_alone() {
        for (int i = 0; i < 5; i++) {
            assertThat(settle("a", "{\"v\":2}")).isInstanceOf(Settlement.Retry.class);
        }
        assertThat(settle("b", "{\"v\":2}")).isInstanceOf(Settlement.Retry.class);
        assertThat(settle("a", "{\"v\":2}")).isInstanceOf(Settlement.Parked.class);
        assertThat(settle("a", "{\"v\":2}")).as("asked for again by hand").isInstanceOf(Settlement.Retry.class);
    }

    @Test
    void one_that_is_damaged_is_parked_at_once() {
        assertThat(settle("a", "nonsense")).isInstanceOf(Settlement.Parked.class);
    }
}
