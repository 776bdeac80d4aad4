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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Three frames of which bytes are changed. */
    private void damaged(int... places) throws IOException {
        SpoolFiles files = open(PLENTY);
        append(files, "first", "second", "third");
        files.close();
        damage(places);
    }

    private void damage(int... places) throws IOException {
        byte[] bytes = Files.readAllBytes(files().get(0));
        for (int place : places) {
            bytes[place] = (byte) (bytes[place] ^ 1);
        }
        Files.write(files().get(0), bytes);
    }

    private List<String> keptAside() throws IOException {
        List<String> kept = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file :
                    all.filter(each -> each.toString().endsWith(".damaged")).toList()) {
                kept.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return kept;
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {13, 14, 16, 17, 20, 21, 23, 26})
    void a_batch_that_is_damaged_is_kept_aside_and_those_behind_it_are_handed_on(int place) throws Exception {
        damaged(place);

        for (int i = 0; i < 2; i++) {
            SpoolFiles files = open(PLENTY);
            assertThat(files.waiting()).isEqualTo(2);
            assertThat(files.takeDamages()).isEqualTo(1);
            append(files, "next");
            assertThat(rest(files)).containsExactly("first", "third", "next");
            assertThat(files.takeDamages()).isZero();
            SpoolFiles.Frame none = files.read();
            assertThat(none).isNull();
            files.close();
            assertThat(keptAside()).hasSize(1);
            assertThat(keptAside().get(0)).hasSize(14);
            Files.write(files().get(0), Arrays.copyOf(Files.readAllBytes(files().get(0)), 40));
        }
    }

    @Test
    void what_is_damaged_before_the_end_with_nothing_whole_behind_it_was_no_torn_write_and_is_kept_aside()
            throws Exception {
        damaged(23, 36);

        SpoolFiles files = open(PLENTY);
        assertThat(files.takeDamages()).isEqualTo(1);
        append(files, "next", "last");
        damage(23);
        assertThat(rest(files)).as("what came after it was cut off").containsExactly("first", "last");
        assertThat(keptAside()).extracting(String::length).containsExactlyInAnyOrder(27, 12);
    }

    @Test
    void the_last_batch_when_it_is_not_whole_was_not_acknowledged_and_is_not_kept() throws Exception {
        damaged(36);

        SpoolFiles files = open(PLENTY);
        assertThat(files.takeDamages()).isZero();
        assertThat(rest(files)).containsExactly("first", "second");
        assertThat(keptAside()).isEmpty();
    }

    @Test
    void a_file_that_grew_and_was_not_written_to_is_torn() throws Exception {
        damaged();
        Files.write(files().get(0), Arrays.copyOf(Files.readAllBytes(files().get(0)), 4_096));

        SpoolFiles files = open(PLENTY);
        assertThat(files.takeDamages()).isZero();
        append(files, "next");
        assertThat(rest(files)).containsExactly("first", "second", "third", "next");
    }

    @Test
    void batches_that_turn_unreadable_later_hold_up_no_others_and_are_waited_for_no_more() throws Exception {
        SpoolFiles files = open(PLENTY);
        append(files, "first", "second", "third");
        files.read();
        damage(23);

        SpoolFiles.Frame third = files.read();
        assertThat(new String(third.bytes(), StandardCharsets.UTF_8)).isEqualTo("third");
        assertThat(files.takeLost()).isEqualTo(1);
        assertThat(files.takeDamages()).isEqualTo(1);
        assertThat(files.waiting()).isEqualTo(2);
        files.done(third.end(), 2);
        assertThat(files.waiting()).isZero();
        assertThat(files()).isEmpty();

        append(files, "fourth");
        damage(9);
        assertThat(rest(files)).isEmpty();
        assertThat(files.takeLost()).isEqualTo(1);
        assertThat(files.waiting()).isZero();
        assertThat(files()).as("nothing is left to hand on").isEmpty();
        append(files, "fifth");
        assertThat(rest(files)).containsExactly("fifth");
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
