package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.store.Candidate;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.OutboxContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreFixture;
import io.spendbell.store.StoreOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

    /** As after a kill: with what is in the file by now. */
    private void reopenAsItStands() throws IOException {
        Path copy = Files.copy(folder.resolve("spendbell.db"), folder.resolve("copy.db"));
        get(store.close());
        store = new EmbeddedStore(copy, false, OPTIONS);
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
    void that_the_clock_was_set_back_while_nothing_was_leased_is_noticed_for_good() throws IOException {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(40), "status 429", false)), "me"));

        // When
        get(outbox.backlog("a", NOW.plusSeconds(5)));
        Instant setBack = NOW.minusSeconds(3_600);
        get(outbox.backlog("a", setBack.plusSeconds(5)));
        reopenAsItStands();

        // Then
        assertThat(lease("a", "me", setBack.plusSeconds(39))).isEmpty();
        assertThat(lease("a", "me", setBack.plusSeconds(40))).containsExactly(alert.id());
    }

    @Test
    void that_the_file_hangs_for_a_while_is_not_taken_for_a_clock_that_was_set_back() {
        // Given
        Alert alert = raise(Level.LOW, NOW, "a");
        lease("a", "me", NOW);
        get(outbox.settle(List.of(new Settlement.Retry(id(alert), NOW.plusSeconds(3_600), "status 429", false)), "me"));

        // When
        CompletableFuture<List<Candidate>> hanging = new CompletableFuture<>();
        Future<?> commit = store.commit(StoreFixture.batch(StoreFixture.spend("pay", 1)), posted -> hanging.join());
        List<Future<Backlog>> asked = IntStream.range(0, 12)
                .mapToObj(i -> outbox.backlog("a", NOW.plusSeconds(5L * i)))
                .toList();
        hanging.complete(List.of());
        get(commit);
        asked.forEach(StoreFixture::get);

        // Then
        assertThat(lease("a", "me", NOW.plusSeconds(3_599))).isEmpty();
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
