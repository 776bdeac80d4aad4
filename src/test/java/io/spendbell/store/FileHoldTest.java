package io.spendbell.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHoldTest {
    @TempDir
    Path folder;

    @Test
    void a_file_is_held_once_by_whatever_name_until_it_is_let_go() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        FileHold hold = FileHold.take(folder.resolve("real/store.db"));

        // Then
        assertThat(hold).isNotNull();
        assertThat(FileHold.take(link.resolve("store.db"))).isNull();
        assertThat(FileHold.take(folder.resolve("real/../real/store.db"))).isNull();
        assertThat(FileHold.take(folder.resolve("real/other.db"))).isNotNull();

        // And when
        hold.release();
        hold.release();
        assertThat(FileHold.take(link.resolve("store.db"))).isNotNull();
    }
}
