package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.InvalidEventException;
import java.time.Instant;
import java.util.List;

/**
 * Whatever an answer holds, it is entries of which each has an id and holds an event or a reason why not that is fit for a line of the
 * log, or it is refused.
 */
class StreamEntryFuzzTest {
    private static final List<String> WORDS = List.of(
            "events",
            "event",
            "1790000000000-0",
            "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"pay\"}",
            "{",
            "",
            "other");
    private static final int STREAMS_ENTRIES_AND_FIELDS = 5;
    private static final EventDecoder DECODER =
            new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames()));

    @FuzzTest(maxDuration = "5m")
    void found_answers_are_entries_or_refused(FuzzedDataProvider data) {
        FoundAnswers answers = new FoundAnswers(data, WORDS, STREAMS_ENTRIES_AND_FIELDS);
        List<StreamEntry> entries;
        try {
            entries = data.consumeBoolean()
                    ? StreamEntry.counted(answers.first())
                    : StreamEntry.all("events", answers.first());
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("answer: of another shape (expected: a stream's entries)");
            return;
        }
        for (StreamEntry entry : entries) {
            assertThat(entry.id()).isNotNull();
            if (entry.event() != null) {
                decode(entry.event().getBytes());
            }
        }
    }

    private static void decode(byte[] event) {
        try {
            assertThat(DECODER.decode(event, 0, event.length, Instant.EPOCH)).isNotNull();
        } catch (InvalidEventException e) {
            assertThat(e.getMessage()).hasSizeBetween(5, 700).doesNotContainPattern("\\p{Cntrl}");
        }
    }
}
