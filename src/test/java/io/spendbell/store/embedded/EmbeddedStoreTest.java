package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.DECEMBER;
import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
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
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import io.spendbell.store.Store;
import io.spendbell.store.StoreContract;
import io.spendbell.store.StoreFixture;
import io.spendbell.store.StoreOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedStoreTest extends StoreContract {
    @TempDir
    Path folder;

    private int nextId;

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
    void turns_are_waited_for_no_longer_though_the_clock_is_set_back_over_a_restart() {
        get(store.reserveTurn("k", NOW, Duration.ofSeconds(1)));
        get(store.hold("k", NOW.plusSeconds(60)));

        reopen();

        Instant back = NOW.minusSeconds(3_600);
        assertThat(get(store.reserveTurn("k", back, Duration.ofSeconds(1)))).isEqualTo(back.plusSeconds(60));
    }

    @Test
    void an_answer_that_its_caller_gives_up_is_given_up_on_the_callers_context() {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        Judge stalls = posted -> {
            goesOn.join();
            return List.of();
        };
        Future<?> stalled = store.commit(batch(StoreFixture.spend("pay", 1)), stalls);
        Promise<Boolean> isOnContext = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> store.acquire("a lease", "me", NOW, NOW.plusSeconds(3))
                .timeout(10, TimeUnit.MILLISECONDS)
                .onComplete(answer -> isOnContext.complete(answer.failed() && Vertx.currentContext() == context)));

        boolean isThere = get(isOnContext.future());
        goesOn.complete(null);
        get(stalled);
        get(vertx.close());

        assertThat(isThere).isTrue();
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
                .hasMessageContaining("is in use in this process already (expected: one daemon for each file)");
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

    @Test
    void the_epoch_is_the_files() {
        String epoch = get(store.epoch());

        reopen();

        assertThat(get(store.epoch())).isEqualTo(epoch);
    }

    @Test
    void a_refused_file_is_left_as_it_is_whatever_it_holds() throws IOException {
        byte[] whole = wholeFile();
        Random random = new Random(5);
        for (int i = 0; i < 30; i++) {
            byte[] content = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(content);
            if (i % 2 == 0) {
                System.arraycopy(whole, 0, content, 0, Math.min(content.length, 100));
            }
            Path foreign = folder.resolve("foreign-" + i);
            Files.write(foreign, content);

            assertThatThrownBy(() -> get(new EmbeddedStore(foreign, false, OPTIONS).open()))
                    .hasMessageContaining("store: " + foreign)
                    .hasMessageContaining("is damaged or no Spendbell store");
            assertThat(Files.readAllBytes(foreign)).isEqualTo(content);
        }
    }

    /** A cut at the end is what a crash leaves; then the file stands for an earlier moment, though never for none, or it is refused. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_file_that_was_cut_short_is_refused_or_tells_of_one_moment(boolean isOpenedAgain) throws IOException {
        byte[] whole = wholeFile();
        if (isOpenedAgain) {
            reopen();
            whole = wholeFile();
        }
        int opened = 0;
        for (int length = whole.length; length >= 0; length -= 4096) {
            byte[] content = Arrays.copyOf(whole, length);
            Path cut = folder.resolve("cut-" + length);
            Files.write(cut, content);
            EmbeddedStore found = new EmbeddedStore(cut, false, OPTIONS);
            Throwable refused = get(found.open().transform(result -> Future.succeededFuture(result.cause())));
            if (refused == null) {
                List<Balance> balances = get(found.ledger().balances(null, null, 1_000));
                assertThat(balances.stream().map(Balance::spent).distinct()).hasSize(1);
                assertThat(balances).hasSize(300);
                get(found.close());
                opened++;
            } else {
                assertThat(refused).hasMessageContaining("it was left as it is");
                assertThat(Files.readAllBytes(cut)).isEqualTo(content);
            }
        }
        assertThat(opened).as("earlier moments").isGreaterThan(1);
    }

    @Test
    void a_file_whose_end_was_overwritten_with_nothing_is_refused_or_tells_of_one_moment() throws IOException {
        byte[] whole = wholeFile();
        for (int length = whole.length - 4096; length >= 0; length -= 4096) {
            Path zeroed = folder.resolve("zeroed-" + length);
            Files.write(zeroed, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
            EmbeddedStore found = new EmbeddedStore(zeroed, false, OPTIONS);
            if (get(found.open().transform(result -> Future.succeededFuture(result.succeeded())))) {
                assertThat(get(found.ledger().balances(null, null, 1_000))).hasSize(300);
                get(found.close());
            }
        }
    }

    @Test
    void an_empty_file_is_refused_and_left_as_it_is() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.db"));

        assertThatThrownBy(() -> get(new EmbeddedStore(empty, false, OPTIONS).open()))
                .hasMessageContaining("store: " + empty + " is empty (expected: a file that Spendbell wrote, or none)")
                .hasMessageContaining("move it away to start with an empty store");

        assertThat(empty).isEmptyFile();
    }

    /** What is forced to the disk with each commit is not lost by a crash, but for the last one. */
    @Test
    void of_a_file_that_was_forced_to_the_disk_more_than_the_last_commits_cannot_be_missing() throws IOException {
        // Given a file whose header names its last commit, and all but its first commits cut off
        wholeFile();
        reopen();
        get(store.commit(batch(entry("last", List.of())), NOTHING));
        byte[] whole = Files.readAllBytes(file());
        int length = 4096 * 8;
        Path cut = folder.resolve("cut.db");
        Files.write(cut, Arrays.copyOf(whole, length));

        // Then
        assertThatThrownBy(() -> get(new EmbeddedStore(cut, true, OPTIONS).open()))
                .hasMessageContaining("has lost its end (expected: the whole file)");
        EmbeddedStore unforced = new EmbeddedStore(cut, false, OPTIONS);
        get(unforced.open());
        get(unforced.close());
    }

    @Test
    void a_file_whose_making_was_broken_off_is_made_anew() throws IOException {
        Path made = folder.resolve("new.db");
        Path unfinished = folder.resolve("new.db.unfinished");
        for (int length : new int[] {0, 100, 8192, 12_288}) {
            Files.write(unfinished, Arrays.copyOf(wholeFile(), length));

            EmbeddedStore found = new EmbeddedStore(made, false, OPTIONS);
            get(found.open());
            get(found.commit(batch(entry("id", List.of())), NOTHING));
            get(found.close());

            assertThat(unfinished).doesNotExist();
            Files.delete(made);
        }
    }

    @Test
    void a_link_that_leads_to_no_file_yet_has_it_made_where_it_leads() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), Path.of("elsewhere.db"));

        EmbeddedStore found = new EmbeddedStore(link, false, OPTIONS);
        get(found.open());
        get(found.close());

        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("elsewhere.db")).isNotEmptyFile();
    }

    @Test
    void a_file_that_was_closed_and_then_cut_short_is_refused_wherever_it_was_cut() throws IOException {
        wholeFile();
        get(store.close());
        byte[] whole = Files.readAllBytes(file());
        for (int length = whole.length - 4096; length >= 0; length -= 4096) {
            byte[] content = Arrays.copyOf(whole, length);
            Path cut = folder.resolve("cut-" + length);
            Files.write(cut, content);

            assertThatThrownBy(() -> get(new EmbeddedStore(cut, false, OPTIONS).open()))
                    .hasMessageContaining("store: " + cut)
                    .hasMessageContaining("it was left as it is");
            assertThat(Files.readAllBytes(cut)).isEqualTo(content);
        }
    }

    /** The bytes of a file after ten commits that each added a dollar to each of 300 accounts. */
    private byte[] wholeFile() throws IOException {
        List<Posting> postings = IntStream.range(0, 300)
                .mapToObj(i -> posting("b", "team-" + i, MONTH, Usd.ofDollars(1)))
                .toList();
        for (int i = 0; i < 10; i++) {
            get(store.commit(batch(entry("id-" + nextId++, postings)), NOTHING));
        }
        return Files.readAllBytes(file());
    }

    @Test
    void a_folder_is_no_file() {
        assertThatThrownBy(() -> get(new EmbeddedStore(folder, false, OPTIONS).open()))
                .hasMessageContaining("is not a file that may be written to");
    }

    @Test
    void a_batch_that_is_larger_than_any_buffer_is_written_whole_or_not_at_all() throws IOException {
        Judge copying = posted -> {
            if (posted.posting().entityId().equals("last")) {
                copy(file(), folder.resolve("midway.db"));
            }
            return List.of();
        };
        String name = "n".repeat(400);
        List<Posting> postings = IntStream.range(0, 60_000)
                .mapToObj(i -> posting("b", name + i, MONTH, new Usd(1), Usd.ZERO, 100_000))
                .collect(Collectors.toCollection(ArrayList::new));
        postings.add(posting("b", "last", MONTH, new Usd(1), Usd.ZERO, 100_000));
        get(store.commit(batch(entry("id-1", postings)), copying));

        EmbeddedStore midway = new EmbeddedStore(folder.resolve("midway.db"), false, OPTIONS);
        get(midway.open());
        assertThat(get(midway.ledger().accounts("b"))).isZero();
        get(midway.close());
        assertThat(get(store.ledger().accounts("b"))).isEqualTo(60_001);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
