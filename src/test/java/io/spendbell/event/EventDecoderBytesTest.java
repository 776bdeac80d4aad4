package io.spendbell.event;

import static io.spendbell.event.EventCorpus.NOW;
import static io.spendbell.event.EventCorpus.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoder makes of bytes that are no event, or an event in an odd form. */
class EventDecoderBytesTest {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":1}";
    private static final String NOT_AN_OBJECT = "line is not one JSON object: ";

    @ParameterizedTest
    @ValueSource(strings = {SPEND + " \t\r\n", " \t\r\n" + SPEND, "{ \"event\" :\t\"spend\" ,\r\n\"cost\" : 1 } "})
    void allows_white_space_around_and_inside(String json) throws InvalidEventException {
        assertThat(decode(json)).isInstanceOf(SpendEvent.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "'' ~ it is empty",
                "' ' ~ it is empty",
                "[1] ~ it is a list",
                "5 ~ it does not begin with {",
                "null ~ it does not begin with {",
                "\uFEFF{} ~ it begins with a byte order mark or a foreign character",
                "{ ~ it ends before the object does",
                "{\"event\":\"spend\",\"cost\":1 ~ it ends before the object does",
                "{\"event\":\"spend\",\"cost\":12 ~ it ends before the object does",
                "{\"event\":\"spe ~ it ends before the object does",
                "{}{} ~ something follows the object",
                "{} x ~ something follows the object",
                "{}] ~ something follows the object",
                "{\"cost\":NaN} ~ unexpected text near byte 11",
                "{\"cost\":Infinity} ~ unexpected text near byte 16",
                "{\"cost\":01} ~ unexpected text near byte 9",
                "{\"cost\":.5} ~ unexpected text near byte 8",
                "{\"cost\":+1} ~ unexpected text near byte 8",
                "{\"cost\":1.} ~ unexpected text near byte 10",
                "{\"cost\":1,} ~ unexpected text near byte 10",
                "{\"cost\" 1} ~ unexpected text near byte 8",
                "{\"cost\":1 \"id\":\"x\"} ~ unexpected text near byte 10",
                "{'cost':1} ~ unexpected text near byte 1",
                "{cost:1} ~ unexpected text near byte 1",
                "{\"cost\":1/**/} ~ unexpected text near byte 9",
                "{\"id\":\"a\\x\"} ~ an unknown escape near byte 9",
                "{\"other\":\"a\\x\"} ~ an unknown escape near byte 12"
            })
    void says_what_is_not_one_object(String text, String problem) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOf(InvalidEventException.class)
                .message()
                .startsWith(NOT_AN_OBJECT + problem.replaceAll("\\d+$", ""));
    }

    @Test
    void counts_positions_from_the_beginning_of_the_event_whatever_came_before() {
        EventDecoder decoder = EventCorpus.decoder();
        byte[] buffer = ("xxxx" + SPEND + "{\"event\":\"spend\",!\"cost\":1}").getBytes(StandardCharsets.UTF_8);
        int at = 4 + SPEND.length();

        assertThatThrownBy(() -> {
                    decoder.decode(buffer, 4, SPEND.length(), NOW);
                    decoder.decode(buffer, 4, SPEND.length(), NOW);
                    decoder.decode(buffer, at, buffer.length - at, NOW);
                })
                .hasMessage(NOT_AN_OBJECT + "unexpected text near byte 18");
    }

    @Test
    void counts_positions_from_the_beginning_of_the_event_after_one_that_was_rejected() {
        EventDecoder decoder = EventCorpus.decoder();
        byte[] rejected = "{\"event\":\"spend\",\"cost\":1,}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> decoder.decode(rejected, 0, rejected.length, NOW))
                    .hasMessage(NOT_AN_OBJECT + "unexpected text near byte 27");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 31})
    void rejects_stray_control_characters(int character) {
        String control = String.valueOf((char) character);

        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":1,\"id\":\"a" + control + "\"}"))
                .hasMessageStartingWith(NOT_AN_OBJECT);
        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":1,\"other\":\"a" + control + "\"}"))
                .hasMessageStartingWith(NOT_AN_OBJECT);
        assertThatThrownBy(() -> decode("{\"event\":\"spend\"," + control + "\"cost\":1}"))
                .hasMessageStartingWith(NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16"})
    void rejects_other_encodings(String charset) {
        assertThatThrownBy(() -> decode(SPEND.getBytes(Charset.forName(charset))))
                .hasMessageStartingWith(NOT_AN_OBJECT + "byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0 80",
                "C1 BF",
                "C3",
                "C3 28",
                "E0 80 80",
                "E0 9F BF",
                "E2 82",
                "E2 82 28",
                "ED A0 80",
                "ED BF BF",
                "F0 80 80 80",
                "F0 8F BF BF",
                "F0 9F 98",
                "F4 90 80 80",
                "F5 80 80 80",
                "FE",
                "FF"
            })
    void rejects_malformed_utf_8_even_in_ignored_fields(String hex) {
        for (String field : new String[] {"id", "other", "user_id"}) {
            byte[] bytes = withBytes("{\"event\":\"spend\",\"cost\":1,\"" + field + "\":\"", hex, "\"}");

            assertThatThrownBy(() -> decode(bytes))
                    .hasMessage(NOT_AN_OBJECT + "byte " + (31 + field.length()) + " is not UTF-8");
        }
    }

    @Test
    void agrees_with_java_on_what_is_utf_8() {
        Random random = new Random(20_260_904);
        int[] interesting = {
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
            0xF5, 0xFF
        };
        for (int i = 0; i < 300_000; i++) {
            // Given
            byte[] bytes = new byte[1 + random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) interesting[random.nextInt(interesting.length)];
            }

            // Then
            assertThat(Utf8.firstMalformed(bytes, 0, bytes.length) < 0).isEqualTo(isUtf8(bytes));
        }
    }

    @Test
    void sees_every_byte_that_needs_a_closer_look() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                for (int value = 0; value < 256; value++) {
                    // Given
                    byte[] bytes = "a".repeat(length + 2).getBytes(StandardCharsets.US_ASCII);
                    bytes[0] = (byte) 0xFF;
                    bytes[length + 1] = '\\';
                    bytes[at + 1] = (byte) value;

                    // When
                    int found = Utf8.scan(bytes, 1, length);

                    // Then
                    int expected = value == 0 || value > 127 ? Utf8.NOT_ASCII : value == '\\' ? Utf8.BACKSLASH : 0;
                    assertThat(found).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\ud83d\\ude00"})
    void rejects_an_unpaired_surrogate_in_a_field_that_is_read(String escapes) throws InvalidEventException {
        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":1,\"tags\":[\"" + escapes + "\"]}"))
                .hasMessageStartingWith("tags: ");
        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":1,\"id\":\"" + escapes + "\"}"))
                .hasMessageStartingWith("id: ");
        assertThat(decode("{\"event\":\"spend\",\"cost\":1,\"other\":\"" + escapes + "\"}"))
                .isInstanceOf(SpendEvent.class);
    }

    @Test
    void reads_events_that_are_larger_than_the_parsers_buffer() throws InvalidEventException {
        EventDecoder decoder = EventCorpus.decoder();
        for (int size : new int[] {7_900, 8_000, 8_100, 70_000, 500_000}) {
            byte[] json = ("{\"other\":\"" + "ü\\n".repeat(size) + "\",\"event\":\"spend\",\"cost\":1}"
                            + " ".repeat(size))
                    .getBytes(StandardCharsets.UTF_8);

            assertThat(decoder.decode(json, 0, json.length, NOW)).isInstanceOf(SpendEvent.class);
        }
    }

    @Test
    void sees_what_follows_an_object_behind_the_parsers_buffer() {
        assertThatThrownBy(() -> decode(SPEND + " ".repeat(20_000) + "x"))
                .hasMessage(NOT_AN_OBJECT + "something follows the object");
    }

    @Test
    void skips_large_and_deep_ignored_values_in_a_time_that_grows_with_their_size_only() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(decode("{\"other\":" + "[".repeat(900) + "]".repeat(900) + ",\"event\":\"spend\",\"cost\":1}"))
                    .isInstanceOf(SpendEvent.class);
            assertThat(decode("{\"other\":" + "9".repeat(900_000) + ",\"event\":\"spend\",\"cost\":1e0}"))
                    .isInstanceOf(SpendEvent.class);
            assertThat(decode("{\"other\":\"" + "x".repeat(3_000_000) + "\",\"event\":\"spend\",\"cost\":1}"))
                    .isInstanceOf(SpendEvent.class);
            assertThat(decode("{\"event\":\"spend\",\"cost\":0." + "1".repeat(900_000) + "}"))
                    .isInstanceOf(SpendEvent.class);
        });
    }

    @Test
    void names_the_bound_that_an_event_exceeds() throws InvalidEventException {
        assertThatThrownBy(() -> decode("{\"other\":" + "[".repeat(2_000_000)))
                .hasMessage(NOT_AN_OBJECT + "nested deeper than 1000 levels");
        assertThatThrownBy(() -> decode("{\"" + "x".repeat(60_000) + "\":1}"))
                .hasMessage(NOT_AN_OBJECT + "a name of more than 50000 bytes");
        assertThatThrownBy(() -> decode("{\"id\":\"" + "x".repeat(1_100_000) + "\"}"))
                .hasMessage(NOT_AN_OBJECT + "a text or a number of more than 1000000 characters");
    }

    @Test
    void decodes_on_after_more_names_than_a_table_should_hold() throws InvalidEventException {
        EventDecoder decoder = EventCorpus.decoder();
        for (int i = 0; i < 60_000; i++) {
            byte[] json = ("{\"n" + i + "\":{\"m" + i + "\":1},\"event\":\"spend\",\"cost\":1}")
                    .getBytes(StandardCharsets.UTF_8);

            assertThat(decoder.decode(json, 0, json.length, NOW)).isInstanceOf(SpendEvent.class);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] withBytes(String before, String hex, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        for (String one : hex.split(" ", -1)) {
            bytes.write(Integer.parseInt(one, 16));
        }
        bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
