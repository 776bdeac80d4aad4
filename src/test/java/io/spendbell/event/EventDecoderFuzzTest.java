package io.spendbell.event;

import static io.spendbell.event.EventCorpus.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, the decoder gives an event or an {@link InvalidEventException}, soon, and goes on. */
class EventDecoderFuzzTest {
    private static final int ROUNDS = 60_000;
    private static final byte[] WITNESS = "{\"event\":\"spend\",\"cost\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Pattern PLACE = Pattern.compile("byte (-?\\d+)(?: is.*)?$");
    private static final String STRUCTURE = "{}[]\":,\\u0123456789abcdeEd+-.tfn \t\r\n\0\u0001/*'";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gives_an_event_or_a_reason_for_any_bytes(long seed) {
        Random random = new Random(seed);
        List<EventCorpus.Sample> samples = new ArrayList<>(EventCorpus.valid());
        samples.addAll(EventCorpus.invalid());
        samples.removeIf(sample -> sample.bytes().length > 2_000);
        EventDecoder decoder = EventCorpus.decoder();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int accepted = 0;
            for (int i = 0; i < ROUNDS; i++) {
                byte[] original = samples.get(random.nextInt(samples.size())).bytes();
                byte[] other = samples.get(random.nextInt(samples.size())).bytes();
                byte[] bytes = mutated(original, other, random);

                accepted += isEvent(decoder, bytes) ? 1 : 0;

                if (i % 100 == 0) {
                    assertThat(isEvent(decoder, WITNESS)).isTrue();
                }
            }
            assertThat(accepted).isBetween(ROUNDS / 100, ROUNDS);
        });
    }

    @FuzzTest(maxDuration = "5m")
    void found_inputs_give_an_event_or_a_reason(byte[] bytes) {
        EventDecoder decoder = EventCorpus.decoder();

        boolean first = isEvent(decoder, bytes);
        assertThat(isEvent(decoder, WITNESS)).isTrue();

        assertThat(isEvent(decoder, bytes)).as("the same again").isEqualTo(first);
    }

    /** Lets everything but an {@link InvalidEventException} through to the test; its message must be fit for a log line. */
    private static boolean isEvent(EventDecoder decoder, byte[] bytes) {
        try {
            decoder.decode(bytes, 0, bytes.length, NOW);
            return true;
        } catch (InvalidEventException e) {
            String message = String.valueOf(e.getMessage());
            assertThat(message.length()).isBetween(5, 700);
            assertThat(message.chars().noneMatch(Character::isISOControl))
                    .as(message)
                    .isTrue();
            Matcher place = PLACE.matcher(message);
            if (place.find()) {
                assertThat(Integer.parseInt(place.group(1))).as(message).isBetween(1, bytes.length + 1);
            }
            return false;
        }
    }

    private static byte[] mutated(byte[] original, byte[] other, Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) STRUCTURE.charAt(random.nextInt(STRUCTURE.length()));
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes = spliced(bytes, at, at + 1 + random.nextInt(8), new byte[0]);
                case 4 -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at));
                case 5 -> {
                    int from = random.nextInt(other.length);
                    bytes = spliced(bytes, at, at, Arrays.copyOfRange(other, from, from + random.nextInt(40)));
                }
                default -> bytes = random.nextInt(4) > 0 ? bytes : Arrays.copyOf(bytes, at + 1);
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] inserted) {
        int end = Math.min(to, bytes.length);
        byte[] result = new byte[from + inserted.length + bytes.length - end];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(bytes, end, result, from + inserted.length, bytes.length - end);
        return result;
    }
}
