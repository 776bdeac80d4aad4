package io.spendbell.store.memory;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.core.Leases;
import io.spendbell.store.core.TableStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in tables and cannot be read. */
class UnreadableAlertsTest {
    private final MemoryTables tables = new MemoryTables();
    private final TableStore store = new TableStore(tables, OPTIONS, new Leases());

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "gone"})
    void it_is_parked_with_the_reason_and_holds_up_no_other(String json) {
        Alert good = alert(Level.LOW, NOW);
        Alert bad = alert(Level.HIGH, NOW);
        List<String> told = new ArrayList<>();
        store.onUnreadable(told::add);
        store.commit(batch(raising(bad, "finops"), raising(good, "finops")), NOTHING, NOW);
        if (json.equals("gone")) {
            tables.bytes("alerts").remove(bad.id());
        } else {
            tables.bytes("alerts").put(bad.id(), json.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(store.lease("finops", "me", NOW, NOW.plusSeconds(5), 10).deliveries())
                .extracting(Delivery::alert)
                .containsExactly(good);

        View parked = store.list("finops", 0, 10).get(1);
        assertThat(parked.id().alertId()).isEqualTo(bad.id());
        assertThat(parked.state()).isEqualTo(View.State.PARKED);
        assertThat(parked.reason()).startsWith("the alert cannot be read: ");
        assertThat(parked.alert().type()).isEqualTo(AlertType.SPENDBELL_NOTICE);
        assertThat(parked.alert().raisedAt()).isEqualTo(NOW);
        assertThat(store.alerts(0, 10)).containsExactly(good);
        assertThat(told).containsExactly(bad.id());
    }
}
