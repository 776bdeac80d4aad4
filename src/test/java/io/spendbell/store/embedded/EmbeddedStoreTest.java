package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.candidate;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.finding;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static io.spendbell.store.StoreFixture.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Usd;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Store;
import io.spendbell.store.StoreContract;
import io.spendbell.store.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected Store newStore(StoreOptions options) {
        return new EmbeddedStore(file(), false, options);
    }

    private Path file() {
        return folder.resolve("made").resolve("spendbell.db");
    }

    private void reopen() {
        get(store.close());
        store = newStore(OPTIONS);
        get(store.open());
    }

    @Test
    void keeps_claims_ids_totals_and_alerts_over_a_restart() {
        // Given
        AlertKey key = key("pay", "0.85", new AlertWindow.Until(DECEMBER));
        Entry spend = entry("id-1", List.of(posting("b", "pay", MONTH, Usd.ofDollars(5))), candidate(key));
        get(store.commit(batch(spend), NOTHING));

        // When
        reopen();

        // Then
        assertThat(get(store.commit(batch(spend, finding(candidate(key))), NOTHING)))
                .satisfies(result -> {
                    assertThat(result.outcomes()).containsExactly(Outcome.DUPLICATE, Outcome.APPLIED);
                    assertThat(result.raised()).isEmpty();
                });
        assertThat(get(store.ledger().balances(null, null, 10)))
                .containsExactly(new Balance("b", "pay", MONTH, Usd.ofDollars(5)));
        assertThat(get(store.alerts(0, 10))).hasSize(1);
    }

    @Test
    void what_was_answered_is_in_the_file_though_the_store_was_never_closed() throws IOException {
        // Given
        for (int i = 1; i <= 50; i++) {
            get(store.commit(batch(entry("id-" + i, List.of(posting("b", "pay", MONTH, Usd.ofDollars(1))))), NOTHING));
        }

        // When the process ends here, all that is left is the file
        Path copy = folder.resolve("copy.db");
        Files.copy(file(), copy);
        EmbeddedStore found = new EmbeddedStore(copy, false, OPTIONS);
        get(found.open());

        // Then
        assertThat(get(found.ledger().balances(null, null, 10)))
                .containsExactly(new Balance("b", "pay", MONTH, Usd.ofDollars(50)));
        assertThat(get(found.commit(batch(entry("id-50", List.of())), NOTHING)).outcomes())
                .containsExactly(Outcome.DUPLICATE);
        get(found.close());
    }

    @Test
    void one_file_is_for_one_store() {
        EmbeddedStore second = new EmbeddedStore(file(), false, OPTIONS);

        assertThatThrownBy(() -> get(second.open()))
                .hasMessageContaining("is in use by another process (expected: one daemon for each file)");
    }

    @Test
    void a_foreign_file_is_refused_and_left_as_it_is() throws IOException {
        Path foreign = folder.resolve("foreign.db");
        byte[] content = "not a store, whatever it is\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Files.write(foreign, content);

        assertThatThrownBy(() -> get(new EmbeddedStore(foreign, false, OPTIONS).open()))
                .hasMessageContaining("is damaged or no Spendbell store");

        assertThat(Files.readAllBytes(foreign)).isEqualTo(content);
    }

    @Test
    void a_file_of_another_program_is_refused() {
        Path foreign = folder.resolve("h2.mv.db");
        try (MVStore other = MVStore.open(foreign.toString())) {
            other.openMap("table.0").put("a", "b");
            other.commit();
        }

        assertThatThrownBy(() -> get(new EmbeddedStore(foreign, false, OPTIONS).open()))
                .hasMessageContaining("is damaged or no Spendbell store");
    }

    @Test
    void a_torn_file_is_refused() throws IOException {
        get(store.commit(batch(entry("id-1", List.of(posting("b", "pay", MONTH, Usd.ofDollars(5))))), NOTHING));
        byte[] content = Files.readAllBytes(file());
        Path torn = folder.resolve("torn.db");
        for (int i = 0; i < 8192; i++) {
            content[i] = (byte) (i * 31);
        }
        Files.write(torn, content);

        assertThatThrownBy(() -> get(new EmbeddedStore(torn, false, OPTIONS).open()))
                .hasMessageContaining("is damaged or no Spendbell store");
    }

    @Test
    void a_file_of_a_newer_version_is_refused() {
        Path newer = folder.resolve("newer.db");
        try (MVStore file = MVStore.open(newer.toString())) {
            MVMap<String, String> about = file.openMap("spendbell");
            about.put("format", "2");
            file.commit();
        }

        assertThatThrownBy(() -> get(new EmbeddedStore(newer, false, OPTIONS).open()))
                .hasMessageContaining("newer");
    }

    @Test
    void forces_commits_to_the_disk_where_it_is_told_to() {
        EmbeddedStore forced = new EmbeddedStore(folder.resolve("forced.db"), true, OPTIONS);
        get(forced.open());

        get(forced.commit(batch(entry("id-1", List.of())), NOTHING));

        get(forced.close());
    }
}
