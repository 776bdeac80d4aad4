package io.spendbell.delivery.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.store.Outbox.Delivery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleDestinationTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ConsoleDestination console = new ConsoleDestination(
            "console", Alerts.PRODUCTION, new PrintStream(written, false, StandardCharsets.UTF_8));

    private static String plain(Delivery delivery) {
        return AlertText.of(delivery, Alerts.PRODUCTION, Alerts.NOW).plain();
    }

    @Test
    void writes_what_a_person_would_read_with_an_empty_line_after_each_alert() {
        // Given
        Delivery one = Alerts.delivery(Alerts.team("one", "850", Alerts.threshold("0.85")));
        Delivery two = Alerts.repeat(Alerts.team("two", "1200", Alerts.threshold("1")));

        // When
        List<Message> messages = console.renderer().pack(List.of(one, two), Alerts.NOW);
        Answer answer = console.post(messages.get(0)).result();

        // Then
        assertThat(messages).hasSize(1);
        assertThat(answer).isEqualTo(new Answer.Accepted());
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines(plain(one) + "\n\n" + plain(two) + "\n\n");
        assertThat(plain(one)).contains("$850.00 of $1,000.00").contains("production");
        assertThat(plain(two)).contains("May be a repeat");
    }

    @Test
    void nothing_to_say_is_no_message() {
        assertThat(console.renderer().pack(List.of(), Alerts.NOW)).isEmpty();
    }

    @Test
    void is_neither_paced_nor_folded() {
        assertThat(console.pace()).isNull();
        assertThat(console.folds()).isFalse();
    }
}
