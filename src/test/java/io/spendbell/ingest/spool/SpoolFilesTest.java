package io.spendbell.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFilesTest {
    private static final long PLENTY = 1L << 20;

    @TempDir
    Path folder;

    private final List<SpoolFiles> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (SpoolFiles files : opened) {
            files.close();
        }
    }

    private SpoolFiles open(long maxBytes) throws IOException {
        SpoolFiles files = new SpoolFiles(folder, maxBytes);
        opened.add(files);
        files.open();
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void append(SpoolFiles files, String... texts) throws IOException {
        files.append(Stream.of(texts).map(SpoolFilesTest::bytes).toList());
    }

    private static List<String> rest(SpoolFiles files) throws IOException {
        List<String> texts = new ArrayList<>();
        SpoolFiles.Frame frame = files.read();
        while (frame != null) {
            texts.add(new String(frame.bytes(), StandardCharsets.UTF_8));
            frame = files.read();
        }
        return texts;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_was_appended_first_is_read_first_also_after_a_restart() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "a", "b");
        append(files, "c");
        assertThat(rest(files)).containsExactly("a", "b", "c");
        append(files, "d");
        assertThat(rest(files)).containsExactly("d");
        files.close();

        SpoolFiles again = open(PLENTY);
        assertThat(again.waiting()).isEqualTo(4);
        append(again, "e");
        assertThat(rest(again)).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void what_is_done_does_not_come_again_and_takes_no_room_once_all_is_done() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "a", "b", "c");
        SpoolFiles.Frame first = files.read();
        files.done(first.end(), 1);
        files.close();

        SpoolFiles again = open(PLENTY);
        assertThat(again.waiting()).isEqualTo(2);
        again.read();
        again.done(again.read().end(), 2);
        assertThat(again.bytes()).isZero();
        assertThat(files()).isEmpty();
        append(again, "d");
        assertThat(rest(again)).containsExactly("d");
        again.close();

        assertThat(rest(open(PLENTY))).containsExactly("d");
    }

    @Test
    void files_that_are_done_are_taken_away_while_others_wait() throws Exception {
        SpoolFiles files = open(16 * 100);
        String text = "x".repeat(60);
        for (int i = 0; i < 8; i++) {
            append(files, text + i);
        }
        assertThat(files().size()).isGreaterThan(2);
        SpoolFiles.Frame last = null;
        for (int i = 0; i < 6; i++) {
            last = files.read();
        }
        files.done(last.end(), 6);
        assertThat(files().size()).isLessThanOrEqualTo(2);
        files.close();

        assertThat(rest(open(16 * 100))).containsExactly(text + 6, text + 7);
    }

    @Test
    void there_is_room_for_no_more_than_was_allowed() throws Exception {
        SpoolFiles files = open(100);
        assertThat(files.hasRoomFor(92)).isTrue();
        assertThat(files.hasRoomFor(93)).isFalse();
        append(files, "x".repeat(42));
        assertThat(files.bytes()).isEqualTo(50);
        assertThat(files.hasRoomFor(43)).isFalse();
        files.done(files.read().end(), 1);
        assertThat(files.hasRoomFor(92)).isTrue();
    }

    @Test
    void a_file_that_was_torn_anywhere_keeps_what_is_whole_before_that() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "first", "second", "third");
        files.close();
        byte[] whole = Files.readAllBytes(files().get(0));

        for (int length = 0; length < whole.length; length++) {
            Files.write(files().get(0), Arrays.copyOf(whole, length));
            int intact = length < 13 ? 0 : length < 27 ? 1 : 2;
            SpoolFiles torn = open(PLENTY);
            assertThat(torn.waiting()).as("of %s bytes", length).isEqualTo(intact);
            append(torn, "next");
            assertThat(rest(torn)).hasSize(intact + 1).endsWith("next");
            torn.close();
        }
    }

    @Test
    void a_batch_that_is_damaged_is_not_handed_on_nor_what_follows_in_its_file() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "first", "second", "third");
        files.close();
        byte[] bytes = Files.readAllBytes(files().get(0));
        bytes[23] = (byte) (bytes[23] ^ 1);
        Files.write(files().get(0), bytes);

        assertThat(rest(open(PLENTY))).containsExactly("first");
    }

    @Test
    void a_mark_that_is_not_readable_has_all_handed_on_again() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "a", "b");
        files.done(files.read().end(), 1);
        files.close();
        Files.writeString(folder.resolve("done"), "so so");

        assertThat(rest(open(PLENTY))).containsExactly("a", "b");
    }

    @Test
    void a_mark_behind_the_end_of_what_is_there_hides_nothing_that_comes() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "a", "b", "c");
        files.read();
        files.done(files.read().end(), 2);
        files.close();
        Files.write(files().get(0), Arrays.copyOf(Files.readAllBytes(files().get(0)), 9));

        SpoolFiles torn = open(PLENTY);
        append(torn, "d");
        assertThat(rest(torn)).contains("d");
    }

    @Test
    void two_daemons_do_not_share_a_folder() throws Exception {
        open(PLENTY);

        assertThatThrownBy(() -> open(PLENTY))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": in use by another daemon (expected: a folder of this daemon's own)");
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        SpoolFiles files = new SpoolFiles(file.resolve("spool"), PLENTY);

        assertThatThrownBy(files::open)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.resolve("spool") + ": cannot be written to");
    }

    @Test
    void many_batches_keep_their_order_over_many_files() throws Exception {
        SpoolFiles files = open(16 * 256);
        List<String> all = IntStream.range(0, 100).mapToObj(n -> "batch " + n).toList();
        for (String each : all) {
            append(files, each);
        }
        assertThat(rest(files)).isEqualTo(all);
        files.close();
        assertThat(rest(open(16 * 256))).isEqualTo(all);
    }
}
