package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"p\u00e4y ]}\"}";

    private final BodyDecoder decoder = new BodyDecoder(
            new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames())));

    private Rejections rejections = new Rejections();

    private Body decode(String text) {
        rejections = new Rejections();
        return decoder.decode(text.getBytes(StandardCharsets.UTF_8), Instant.EPOCH, rejections);
    }

    @Test
    void lines_and_arrays_hold_the_same() {
        Body lines = decode(SPEND + "\r\n\n  " + SPEND + "\n" + SPEND);
        Body array = decode(" [ " + SPEND + " , " + SPEND + "," + SPEND + "]\n");

        assertThat(lines.events()).hasSize(3).isEqualTo(array.events());
        assertThat(lines.places()).containsExactly(0, 1, 2).isEqualTo(array.places());
        assertThat(decode(SPEND).events()).hasSize(1);
    }

    @Test
    void what_is_no_event_is_rejected_alone_and_named_by_its_place() {
        Body body = decode("[null," + SPEND + ",7,{\"event\":\"sync\",\"id\":\"x\"},[" + SPEND + "]," + SPEND
                + ",{\"event\":\"spend\"}]");

        assertThat(body.places()).containsExactly(1, 5);
        assertThat(rejections.named())
                .containsExactly(
                        new Intake.Rejection(2, "item: not an object (expected: a JSON object)"),
                        new Intake.Rejection(3, "event: sync (expected: another one; sync is for TCP only)"),
                        new Intake.Rejection(4, "item: not an object (expected: a JSON object)"),
                        new Intake.Rejection(6, "cost: missing (expected: a number)"));
    }

    @Test
    void the_answer_names_late_rejections_by_their_places_too() {
        Body body = decode("[null," + SPEND + ",7," + SPEND + "]");

        int accepted = body.settle(new Intake.Reply(List.of(new Intake.Rejection(1, "too much"))), rejections);

        assertThat(rejections.addTo(new JsonObject().put("accepted", accepted)).encode())
                .isEqualTo("{\"accepted\":1,\"rejected\":["
                        + "{\"index\":2,\"error\":\"item: not an object (expected: a JSON object)\"},"
                        + "{\"index\":3,\"error\":\"too much\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[%s", "[%s,", "[%s}", "[%s] x", "[%s]]", "[%s] []", "[%s,{\"event\""})
    void an_array_that_is_cut_or_followed_by_something_says_so_after_what_could_be_read(String form) {
        Body body = decode(form.replace("%s", SPEND));

        assertThat(body.events()).hasSize(form.contains("%s") ? 1 : 0);
        assertThat(rejections.named()).hasSize(1);
    }

    @Test
    void nothing_is_nothing() {
        for (String nothing : List.of("", " \n\r\n", "[]", "[null]")) {
            assertThat(decode(nothing).events()).isEmpty();
            assertThat(rejections.isEmpty()).isTrue();
        }
    }

    @Test
    void of_many_rejections_the_first_are_named_and_the_others_counted() {
        decode("{}\n".repeat(Rejections.MOST_NAMED + 7));

        JsonObject answer = rejections.addTo(new JsonObject());

        assertThat(answer.getJsonArray("rejected")).hasSize(Rejections.MOST_NAMED);
        assertThat(answer.getInteger("rejected_omitted")).isEqualTo(7);
    }

    @Test
    void a_last_line_needs_no_end_and_a_bad_one_spoils_no_other() {
        Body body = decode(SPEND + "\n{oops\n" + SPEND);

        assertThat(body.places()).containsExactly(0, 2);
        assertThat(rejections.named()).hasSize(1);
    }
}
