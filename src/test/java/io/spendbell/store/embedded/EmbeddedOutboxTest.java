package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.OutboxContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOutboxTest extends OutboxContract {
    @TempDir
    Path folder;

    @Override
    protected Store newStore(StoreOptions options) {
        return new EmbeddedStore(folder.resolve("spendbell.db"), false, options);
    }

    private void reopen() {
        get(store.close());
        store = newStore(OPTIONS);
        get(store.open());
        outbox = store.outbox();
    }

    @Test
    void a_lease_ends_with_its_process() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);

        reopen();

        assertThat(lease("a", "other", NOW)).containsExactly(alert.id());
    }

    @Test
    void that_the_clock_was_set_back_while_nothing_was_leased_is_noticed_for_good() {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(40), "status 429", false)), "me"));

        // When
        get(outbox.backlog("a", NOW.plusSeconds(5)));
        Instant setBack = NOW.minusSeconds(3_600);
        get(outbox.backlog("a", setBack.plusSeconds(5)));
        reopen();

        // Then
        assertThat(lease("a", "me", setBack.plusSeconds(39))).isEmpty();
        assertThat(lease("a", "me", setBack.plusSeconds(40))).containsExactly(alert.id());
    }

    @Test
    void what_was_begun_before_the_restart_waits_for_its_time_and_may_be_a_repeat() {
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.begin(List.of(id(alert)), "me", NOW.plusSeconds(30)));

        reopen();

        assertThat(leased("a", "other", NOW.plusSeconds(29)).deliveries()).isEmpty();
        Leased due = leased("a", "other", NOW.plusSeconds(30));
        assertThat(due.deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.mayBeRepeat()).isTrue());
        assertThat(get(outbox.backlog("a", NOW)).waiting()).isEqualTo(1);
    }
}
