package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorRepliesTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<JsonObject> replies = new ArrayList<>();
    private final ErrorReplies errors = new ErrorReplies(replies::add);

    @Test
    void tells_a_hundred_in_a_second_and_then_how_many_were_left_out() {
        for (int line = 1; line <= 250; line++) {
            boolean firstLeftOut = errors.tell("bad", line, 5 * SECOND + line);
            assertThat(firstLeftOut).isEqualTo(line == 101);
        }
        assertThat(replies).hasSize(100);

        errors.flush();
        errors.flush();

        assertThat(replies).hasSize(101);
        assertThat(replies.get(100)).isEqualTo(new JsonObject().put("errors_omitted", 150L));
    }

    @Test
    void begins_anew_in_the_next_second() {
        for (int line = 1; line <= 101; line++) {
            errors.tell("bad", line, 0);
        }

        errors.tell("bad", 102, SECOND);

        assertThat(replies.get(100)).isEqualTo(new JsonObject().put("errors_omitted", 1L));
        assertThat(replies.get(101))
                .isEqualTo(new JsonObject().put("error", "bad").put("line", 102L));
    }
}
