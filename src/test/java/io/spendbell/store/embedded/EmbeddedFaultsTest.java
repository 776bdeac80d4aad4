package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.eventually;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.spendbell.alert.Level;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Judge;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.embedded.FaultyFiles.Fault;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a store whose disk fails, and of work that is done together with work that fails. */
class EmbeddedFaultsTest {
    @TempDir
    Path folder;

    private EmbeddedStore store;

    @BeforeEach
    void openStore() {
        FaultyFiles.set(Fault.NONE);
        store = onFaultyDisk();
        get(store.open());
    }

    @AfterEach
    void closeStore() {
        FaultyFiles.set(Fault.NONE);
        get(store.close());
    }

    private EmbeddedStore onFaultyDisk() {
        return FaultyFiles.store(folder.resolve("spendbell.db"), OPTIONS);
    }

    private static Batch dollars(String id, long dollars) {
        return batch(entry(id, List.of(posting("b", "pay", MONTH, Usd.ofDollars(dollars)))));
    }

    private void assertTotal(long dollars) {
        assertThat(get(store.ledger().balances(null, null, 10)))
                .containsExactly(new Balance("b", "pay", MONTH, Usd.ofDollars(dollars)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "HALF", "AFTER_WRITING", "FORCE"})
    void what_could_not_be_written_did_not_happen_and_goes_through_once_the_disk_is_well(Fault fault) {
        // Given
        get(store.commit(dollars("id-1", 1), NOTHING));

        // When
        FaultyFiles.set(fault);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> get(store.commit(dollars("id-2", 2), NOTHING)))
                    .hasRootCauseMessage(
                            fault == Fault.AFTER_WRITING || fault == Fault.FORCE
                                    ? "Input/output error"
                                    : "No space left on device")
                    .cause()
                    .isInstanceOf(StoreUnusableException.class)
                    .hasMessageContaining("could not be written");
        }
        FaultyFiles.set(Fault.NONE);

        // Then
        assertTotal(1);
        assertThat(get(store.commit(dollars("id-2", 2), NOTHING)).outcomes()).containsExactly(Outcome.APPLIED);
        assertTotal(3);

        // And after a restart
        get(store.close());
        store = onFaultyDisk();
        get(store.open());
        assertTotal(3);
        assertThat(get(store.commit(dollars("id-2", 2), NOTHING)).outcomes()).containsExactly(Outcome.DUPLICATE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "FORCE"})
    void leases_outlive_a_failed_write_and_one_that_failed_is_none(Fault fault) {
        // Given
        get(store.commit(batch(raising(alert(Level.LOW, NOW), "a", "b")), NOTHING));
        DeliveryId held = get(store.outbox().lease("a", "me", NOW, NOW.plusSeconds(60), 10))
                .deliveries()
                .get(0)
                .id();

        // When a lease and a commit fail together
        FaultyFiles.set(fault);
        Future<?> lease = together(
                () -> store.outbox().lease("b", "me", NOW, NOW.plusSeconds(60), 10),
                () -> store.commit(dollars("id-1", 1), NOTHING));
        assertThatThrownBy(() -> get(lease)).cause().isInstanceOf(StoreUnusableException.class);
        FaultyFiles.set(Fault.NONE);

        // Then
        assertThat(get(store.outbox().lease("a", "other", NOW, NOW.plusSeconds(60), 10))
                        .deliveries())
                .isEmpty();
        assertThat(get(store.outbox().lease("b", "other", NOW, NOW.plusSeconds(60), 10))
                        .deliveries())
                .hasSize(1);
        get(store.outbox().settle(List.of(new Settlement.Delivered(held)), "me"));
        assertThat(get(store.outbox().backlog("a", NOW))).isEqualTo(new Backlog(0, 0, null));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "HALF", "AFTER_WRITING", "FORCE"})
    void what_became_of_deliveries_while_it_could_not_be_written_is_noted_before_any_is_leased(Fault fault) {
        // Given posts that were begun
        DeliveryId delivered = begun("a");
        DeliveryId failed = begun("b");

        // When
        FaultyFiles.set(fault);
        get(store.outbox().settle(List.of(new Settlement.Delivered(delivered)), "me"));
        get(store.outbox()
                .settle(List.of(new Settlement.Retry(failed, NOW.plusSeconds(50), "status 500", false)), "me"));

        // Then nothing is given out, though the posts' time to be repeated is over
        Instant late = NOW.plusSeconds(40);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> get(store.outbox().lease("a", "other", late, late.plusSeconds(60), 10)))
                    .hasMessageContaining("could not be written");
        }
        FaultyFiles.set(Fault.NONE);
        assertThat(get(store.outbox().lease("a", "other", late, late.plusSeconds(60), 10)))
                .isEqualTo(new Leased(List.of(), null));
        assertThat(get(store.outbox().backlog("a", late))).isEqualTo(new Backlog(0, 0, null));
        assertThat(get(store.outbox().lease("b", "other", late, late.plusSeconds(60), 10)))
                .isEqualTo(new Leased(List.of(), NOW.plusSeconds(50)));
        assertThat(get(store.outbox().list("b", 0, 10)))
                .extracting(View::attempts, View::reason)
                .containsExactly(tuple(1, "status 500"));
    }

    @Test
    void what_became_of_deliveries_is_noted_at_the_latest_when_the_file_is_closed() {
        // Given
        DeliveryId delivered = begun("a");
        FaultyFiles.set(Fault.FULL);
        get(store.outbox().settle(List.of(new Settlement.Delivered(delivered)), "me"));
        FaultyFiles.set(Fault.NONE);

        // When
        get(store.close());

        // Then
        store = onFaultyDisk();
        get(store.open());
        assertThat(get(store.outbox().list("a", 0, 10))).isEmpty();
    }

    @Test
    void a_disk_that_stays_full_keeps_no_store_from_being_closed() {
        DeliveryId delivered = begun("a");
        FaultyFiles.set(Fault.FULL);
        get(store.outbox().settle(List.of(new Settlement.Delivered(delivered)), "me"));

        assertThatThrownBy(() -> get(store.close())).hasMessageContaining("could not be written");

        FaultyFiles.set(Fault.NONE);
        store = onFaultyDisk();
        get(store.open());
        Instant late = NOW.plusSeconds(40);
        assertThat(get(store.outbox().lease("a", "me", late, late.plusSeconds(60), 10))
                        .deliveries())
                .as("what nobody could note is repeated, and says so")
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.mayBeRepeat()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "HALF", "AFTER_WRITING", "FORCE"})
    void says_that_it_cannot_be_written_after_whatever_could_not_be_until_something_is(Fault fault) {
        // Given
        DeliveryId delivered = begun("a");
        assertThat(store.writeFault()).isNull();

        // When
        FaultyFiles.set(fault);
        get(store.outbox().settle(List.of(new Settlement.Delivered(delivered)), "me"));

        // Then what has nothing to write does not take that back
        assertThat(store.writeFault()).contains("cannot be written");
        assertThatThrownBy(() -> get(store.reserveTurn("a", NOW, Duration.ZERO)))
                .hasMessageContaining("could not be written");
        assertThat(store.writeFault()).contains("cannot be written");

        // And when it can be written again it is without being asked
        FaultyFiles.set(Fault.NONE);
        eventually(() -> store.writeFault() == null);
    }

    private DeliveryId begun(String destination) {
        get(store.commit(batch(raising(alert(Level.LOW, NOW), destination)), NOTHING));
        DeliveryId id = get(store.outbox().lease(destination, "me", NOW, NOW.plusSeconds(60), 10))
                .deliveries()
                .get(0)
                .id();
        get(store.outbox().begin(List.of(id), "me", NOW.plusSeconds(30)));
        return id;
    }

    @Test
    void a_file_that_loses_commits_or_is_taken_away_while_it_is_in_use_is_not_gone_on_with() throws IOException {
        // Given
        Path file = folder.resolve("spendbell.db");
        for (int i = 0; i < 10; i++) {
            get(store.commit(dollars("id-" + i, 1), NOTHING));
        }
        byte[] whole = Files.readAllBytes(file);

        // When it is opened anew because a commit failed
        FaultyFiles.set(Fault.FULL);
        assertThatThrownBy(() -> get(store.commit(dollars("id", 1), NOTHING))).hasMessageContaining("could not be");
        FaultyFiles.set(Fault.NONE);

        // Then
        Files.delete(file);
        assertThatThrownBy(() -> get(store.commit(dollars("id", 1), NOTHING))).hasMessageContaining("is gone");
        Files.createFile(file);
        assertThatThrownBy(() -> get(store.commit(dollars("id", 1), NOTHING))).hasMessageContaining("is empty");
        Files.write(file, Arrays.copyOf(whole, 32_768));
        assertThatThrownBy(() -> get(store.commit(dollars("id", 1), NOTHING))).hasMessageContaining("has lost its end");
        Files.write(file, whole);
        get(store.commit(dollars("id", 1), NOTHING));
        assertTotal(11);
    }

    @Test
    void a_judge_that_fails_takes_nobody_with_it_who_is_committed_together_with_it() {
        Judge failing = posted -> {
            throw new IllegalStateException("on purpose");
        };
        Future<CommitResult> failed = together(
                () -> store.commit(dollars("id-1", 1), failing), () -> store.commit(dollars("id-2", 2), NOTHING));

        assertThat(get(failed).outcomes()).containsExactly(Outcome.FAILED);
        assertTotal(2);
        assertThat(get(store.commit(dollars("id-1", 1), NOTHING)).outcomes()).containsExactly(Outcome.APPLIED);
        assertThat(get(store.commit(dollars("id-2", 1), NOTHING)).outcomes()).containsExactly(Outcome.DUPLICATE);
    }

    @Test
    void an_error_on_the_stores_thread_is_answered_and_does_not_end_it() {
        Judge failing = posted -> {
            throw new LinkageError("on purpose");
        };

        assertThatThrownBy(() -> get(store.commit(dollars("id-1", 1), failing)))
                .cause()
                .isInstanceOf(StoreUnusableException.class);

        get(store.commit(dollars("id-2", 2), NOTHING));
        assertTotal(2);
    }

    @Test
    void a_store_that_cannot_be_made_says_so() {
        FaultyFiles.set(Fault.FULL);
        EmbeddedStore other =
                new EmbeddedStore(new Place(folder.resolve("other.db"), FaultyFiles.SCHEME, true, OPTIONS));

        assertThatThrownBy(() -> get(other.open()))
                .cause()
                .isInstanceOf(StoreUnusableException.class)
                .hasMessageContaining("could not be written");
    }

    /** Has two pieces of work done in one group: they wait together behind one that is held up. */
    private <T> Future<T> together(Supplier<Future<T>> one, Supplier<Future<?>> other) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<Void> first = store.<Boolean>call(false, tables -> {
                    begun.countDown();
                    return await(goOn);
                })
                .mapEmpty();
        await(begun);
        Future<T> result = one.get();
        Future<?> beside = other.get();
        goOn.countDown();
        get(first);
        get(Future.join(result, beside).otherwiseEmpty());
        return result;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
