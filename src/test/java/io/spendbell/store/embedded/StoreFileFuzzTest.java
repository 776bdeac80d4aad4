package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.alert;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;
import static io.spendbell.store.StoreFixture.raising;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spendbell.alert.Level;
import io.spendbell.event.Usd;
import io.spendbell.store.Store;
import io.spendbell.store.StoreUnusableException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store's file with any damage opens, or is refused for that reason and left as it is; it never hangs. */
class StoreFileFuzzTest {
    private static byte @Nullable [] whole;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("spendbell-fuzz");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @FuzzTest(maxDuration = "5m")
    void damaged_files_open_or_are_refused(FuzzedDataProvider data) throws IOException {
        // Given
        byte[] damaged = damaged(wholeFile(), data);
        Path file = folder.resolve("damaged.db");
        Files.write(file, damaged);
        EmbeddedStore store = new EmbeddedStore(file, false, OPTIONS);

        // When
        Throwable refused = failureOf(store::open);

        // Then
        if (refused == null) {
            use(store);
            get(store.close().otherwiseEmpty());
        } else {
            assertThat(refused).isInstanceOf(StoreUnusableException.class).hasMessageStartingWith("store: ");
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }

    /** Every request is answered, though one that meets damage inside a record fails. */
    private static void use(Store store) {
        List<Supplier<Future<?>>> requests = List.of(
                () -> store.alerts(0, 100),
                () -> store.ledger().balances(null, null, 1_000),
                () -> store.outbox().list(null, 0, 100),
                () -> store.outbox().lease("finops", "me", NOW, NOW.plusSeconds(6), 100),
                () -> store.commit(batch(entry("new", List.of(posting("b", "t-1", MONTH, Usd.ofDollars(1))))), NOTHING),
                () -> store.sweep(NOW));
        for (Supplier<Future<?>> request : requests) {
            failureOf(request);
        }
    }

    private static @Nullable Throwable failureOf(Supplier<Future<?>> request) {
        return get(request.get().transform(result -> Future.succeededFuture(result.cause())));
    }

    private static byte[] damaged(byte[] whole, FuzzedDataProvider data) {
        byte[] bytes = whole.clone();
        int changes = data.consumeInt(0, 8);
        for (int i = 0; i < changes && data.remainingBytes() > 0; i++) {
            // The headers of file and chunks lie at the beginning of blocks.
            int at = data.consumeBoolean()
                    ? data.consumeInt(0, bytes.length - 1)
                    : Math.min(
                            bytes.length - 1, data.consumeInt(0, bytes.length / 4096) * 4096 + data.consumeInt(0, 200));
            byte[] scrap = data.consumeBytes(data.consumeInt(1, 64));
            System.arraycopy(scrap, 0, bytes, at, Math.min(scrap.length, bytes.length - at));
        }
        return data.consumeBoolean() ? Arrays.copyOf(bytes, data.consumeInt(0, bytes.length)) : bytes;
    }

    /** A file that holds something of everything, as a process that was killed leaves it. */
    private byte[] wholeFile() throws IOException {
        byte[] made = whole;
        if (made == null) {
            Path file = folder.resolve("whole.db");
            EmbeddedStore store = new EmbeddedStore(file, false, OPTIONS);
            get(store.open());
            for (int i = 0; i < 4; i++) {
                get(store.commit(
                        batch(
                                entry("id-" + i, List.of(posting("b", "t-" + i, MONTH, Usd.ofDollars(1)))),
                                raising(alert(Level.HIGH, NOW), "finops")),
                        NOTHING));
            }
            made = Files.readAllBytes(file);
            get(store.close());
            whole = made;
        }
        return made;
    }
}
