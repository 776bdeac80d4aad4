package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.embedded.FaultyFiles.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of older versions are upgraded, with a copy kept, whatever happens meanwhile. */
class StoreFormatTest {
    private static final StoreFormat FIRST = new StoreFormat(List.of());

    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();

    @BeforeEach
    void wellDisk() {
        FaultyFiles.register();
    }

    @AfterEach
    void wellDiskAgain() {
        FaultyFiles.set(Fault.NONE);
    }

    private Path file() {
        return folder.resolve("store.db");
    }

    private static EmbeddedStore store(Path path, StoreFormat format) {
        return new EmbeddedStore(new Place(path, FaultyFiles.SCHEME, true, OPTIONS, format));
    }

    private StoreFormat.Step step(String name) {
        return file -> {
            steps.add(name);
            texts(file, "by_" + name).put("done", name);
        };
    }

    private static MVMap<String, String> texts(MVStore file, String name) {
        return file.openMap(
                name,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    /** A file of the first version, in which five dollars were spent. */
    private byte[] fileOfTheFirstVersion() throws IOException {
        EmbeddedStore store = store(file(), FIRST);
        get(store.open());
        get(store.commit(batch(entry("id-1", List.of(posting("b", "pay", MONTH, Usd.ofDollars(5))))), NOTHING));
        get(store.close());
        return Files.readAllBytes(file());
    }

    private static void hasWhatWasSpent(Path path, StoreFormat format) {
        EmbeddedStore store = store(path, format);
        get(store.open());
        assertThat(get(store.ledger().balances(null, null, 10)))
                .containsExactly(new Balance("b", "pay", MONTH, Usd.ofDollars(5)));
        get(store.close());
    }

    private static String version(Path path) {
        try (MVStore file = MVStore.open(path.toString())) {
            return String.valueOf(texts(file, "spendbell").get("format"));
        }
    }

    @Test
    void an_older_file_is_upgraded_step_by_step_and_a_copy_of_it_is_kept() throws IOException {
        byte[] before = fileOfTheFirstVersion();

        hasWhatWasSpent(file(), new StoreFormat(List.of(step("second"))));
        byte[] second = Files.readAllBytes(file());
        hasWhatWasSpent(file(), new StoreFormat(List.of(step("second"), step("third"), step("fourth"))));

        assertThat(steps).containsExactly("second", "third", "fourth");
        assertThat(version(file())).isEqualTo("4");
        assertThat(Files.readAllBytes(folder.resolve("store.db.v1"))).isEqualTo(before);
        assertThat(Files.readAllBytes(folder.resolve("store.db.v2"))).isEqualTo(second);
        hasWhatWasSpent(folder.resolve("store.db.v1"), FIRST);
    }

    @Test
    void a_file_that_is_up_to_date_or_new_is_not_upgraded() throws IOException {
        StoreFormat format = new StoreFormat(List.of(step("second")));
        EmbeddedStore store = store(file(), format);
        get(store.open());
        get(store.close());
        store = store(file(), format);
        get(store.open());
        get(store.close());

        assertThat(steps).isEmpty();
        assertThat(version(file())).isEqualTo("2");
        assertThat(folder.resolve("store.db.v1")).doesNotExist();
    }

    @Test
    void an_upgraded_file_is_refused_by_older_versions_and_left_as_it_is() throws IOException {
        fileOfTheFirstVersion();
        hasWhatWasSpent(file(), new StoreFormat(List.of(step("second"))));
        byte[] upgraded = Files.readAllBytes(file());

        assertThatThrownBy(() -> get(store(file(), FIRST).open()))
                .hasMessageContaining("was written by a newer Spendbell (expected: format 1 or older)");

        assertThat(Files.readAllBytes(file())).isEqualTo(upgraded);
    }

    @Test
    void a_step_that_fails_leaves_the_file_as_it_is() throws IOException {
        byte[] before = fileOfTheFirstVersion();
        StoreFormat failing = new StoreFormat(List.of(step("second"), file -> {
            throw new IllegalStateException("on purpose");
        }));

        assertThatThrownBy(() -> get(store(file(), failing).open()))
                .cause()
                .isInstanceOf(StoreUnusableException.class)
                .hasMessageContaining("store: " + file() + " could not be upgraded from format 1 to 3")
                .hasRootCauseMessage("on purpose");

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        hasWhatWasSpent(file(), FIRST);
    }

    @Test
    void a_process_that_ends_in_the_midst_of_an_upgrade_leaves_a_file_of_the_older_version() throws IOException {
        fileOfTheFirstVersion();
        Path left = folder.resolve("left.db");
        hasWhatWasSpent(file(), new StoreFormat(List.of(step("second"), file -> copy(file(), left))));

        assertThat(version(left)).isEqualTo("1");
        hasWhatWasSpent(left, FIRST);
        hasWhatWasSpent(left, new StoreFormat(List.of(step("second"))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "HALF"})
    void a_disk_that_fails_during_an_upgrade_leaves_a_file_of_the_older_version(Fault fault) throws IOException {
        fileOfTheFirstVersion();
        FaultyFiles.set(fault);
        assertThatThrownBy(() -> get(
                        store(file(), new StoreFormat(List.of(step("second")))).open()))
                .hasMessageContaining("could not be written");
        FaultyFiles.set(Fault.NONE);

        hasWhatWasSpent(file(), FIRST);
        hasWhatWasSpent(file(), new StoreFormat(List.of(step("second"))));
        assertThat(steps).containsExactly("second", "second");
    }

    @Test
    void without_a_copy_nothing_is_upgraded() throws IOException {
        byte[] before = fileOfTheFirstVersion();
        Files.createDirectories(folder.resolve("store.db.v1").resolve("in-the-way"));

        assertThatThrownBy(() -> get(
                        store(file(), new StoreFormat(List.of(step("second")))).open()))
                .hasMessageContaining("could not be upgraded from format 1 to 2")
                .hasMessageContaining("space for a copy beside it");

        assertThat(steps).isEmpty();
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
