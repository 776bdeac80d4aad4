package io.spendbell.store.memory;

import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.OutboxContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryOutboxTest extends OutboxContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }

    @Test
    void a_clock_that_is_set_back_while_nothing_is_leased_makes_nothing_wait_longer() {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(40), "status 429", false)), "me"));
        get(store.hold("pace", NOW.plusSeconds(40)));

        // When
        get(outbox.backlog("a", NOW.plusSeconds(5)));
        Instant setBack = NOW.minusSeconds(3_600);
        get(outbox.backlog("a", setBack.plusSeconds(5)));

        // Then
        assertThat(get(store.reserveTurn("pace", setBack.plusSeconds(6), Duration.ZERO)))
                .isEqualTo(setBack.plusSeconds(40));
        assertThat(lease("a", "me", setBack.plusSeconds(39))).isEmpty();
        assertThat(lease("a", "me", setBack.plusSeconds(40))).containsExactly(alert.id());
    }
}
