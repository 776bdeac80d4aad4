package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever a message holds, each of its items is accepted or rejected at its own place, and none of them twice. */
class BodyDecoderFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final EventVocabulary VOCABULARY =
            new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames());
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    @FuzzTest(maxDuration = "5m")
    void each_item_has_one_answer(byte[] message) {
        Rejections rejections = new Rejections();
        Body body = new BodyDecoder(new EventDecoder(VOCABULARY)).decode(message, NOW, rejections);

        List<Integer> places = new ArrayList<>(body.places());
        rejections.named().stream().map(Intake.Rejection::index).forEach(places::add);
        assertThat(body.places()).hasSameSizeAs(body.events());
        assertThat(places).doesNotHaveDuplicates().allMatch(place -> place >= 0);
        assertThat(body.settle(new Intake.Reply(List.of()), rejections))
                .isEqualTo(body.events().size());
        if (rejections.count() > Rejections.MOST_NAMED) {
            return;
        }
        JsonNode array = arrayOf(message);
        if (array != null) {
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isNull()) {
                    expected.add(i);
                }
            }
            assertThat(places).containsExactlyInAnyOrderElementsOf(expected);
        } else if (!startsAsArray(message)) {
            List<String> lines = filledLines(message);
            if (lines.stream().allMatch(line -> line.startsWith("{"))) {
                assertThat(places).hasSameSizeAs(lines);
            } else {
                assertThat(places).hasSizeBetween(Math.min(1, lines.size()), lines.size());
            }
        }
    }

    /** The array that another reader finds; null where it finds none. It would find one in UTF-16 too, of which we know nothing. */
    private static @Nullable JsonNode arrayOf(byte[] message) {
        try {
            JsonNode read = startsAsArray(message) && text(message).indexOf('\0') < 0 ? JSON.readTree(message) : null;
            return read != null && read.isArray() ? read : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean startsAsArray(byte[] message) {
        return text(message).matches("(?s)[ \\t\\r\\n]*\\[.*");
    }

    private static List<String> filledLines(byte[] message) {
        return List.of(text(message).split("\n", -1)).stream()
                .filter(line -> !line.matches("[ \\t\\r]*"))
                .toList();
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }
}
