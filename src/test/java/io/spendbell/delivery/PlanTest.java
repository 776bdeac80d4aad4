package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int MOST = 20;

    /** Two deliveries a message; bodies begin with how they came about. */
    private static final Renderer PAIRS = new Renderer() {
        @Override
        public List<Message> pack(List<Delivery> deliveries, Instant now) {
            List<Message> messages = new ArrayList<>();
            for (int at = 0; at < deliveries.size(); at += 2) {
                messages.add(message("pack", deliveries.subList(at, Math.min(deliveries.size(), at + 2))));
            }
            return messages;
        }

        @Override
        public Message fold(List<Delivery> deliveries, Instant now) {
            return message("fold", deliveries);
        }
    };

    private static Message message(String how, List<Delivery> deliveries) {
        return new Message(how, List.copyOf(deliveries));
    }

    private static List<Delivery> deliveries(int count, Level level) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deliveries.add(Alerts.delivery(alert(level + "-" + i, level)));
        }
        return deliveries;
    }

    private static List<Message> plan(boolean folds, List<Delivery> deliveries) {
        return Plan.messages(PAIRS, folds ? MOST : Integer.MAX_VALUE, deliveries, new Suspects(), Alerts.NOW);
    }

    private static List<Delivery> told(List<Message> messages) {
        return messages.stream()
                .flatMap(message -> message.deliveries().stream())
                .toList();
    }

    @Test
    void as_many_messages_as_are_let_through_are_packed() {
        List<Delivery> deliveries = deliveries(2 * MOST, Level.LOW);

        List<Message> messages = plan(true, deliveries);

        assertThat(messages).hasSize(MOST).allMatch(message -> message.body().equals("pack"));
        assertThat(told(messages)).isEqualTo(deliveries);
    }

    @Test
    void one_message_more_folds() {
        List<Delivery> deliveries = deliveries(2 * MOST + 1, Level.LOW);

        List<Message> messages = plan(true, deliveries);

        assertThat(messages).hasSize(1).allMatch(message -> message.body().equals("fold"));
        assertThat(told(messages)).containsExactlyInAnyOrderElementsOf(deliveries);
    }

    @Test
    void who_does_not_fold_gets_all_however_many_they_are() {
        List<Delivery> deliveries = deliveries(5_000, Level.LOW);

        List<Message> messages = plan(false, deliveries);

        assertThat(messages).hasSize(2_500).allMatch(message -> message.body().equals("pack"));
    }

    @Test
    void each_type_and_level_is_folded_by_itself_in_the_order_of_the_first_of_each() {
        // Given
        List<Delivery> all = new ArrayList<>(deliveries(30, Level.HIGH));
        all.add(Alerts.delivery(Alerts.handedIn("db", AlertType.DB_EXCEPTIONS, Level.HIGH, "lonely")));
        all.addAll(deliveries(30, Level.LOW));

        // When
        List<Message> messages = plan(true, all);

        // Then
        assertThat(messages).extracting(Message::body).containsExactly("fold", "pack", "fold");
        assertThat(messages)
                .extracting(message -> message.deliveries().get(0).alert().id())
                .containsExactly("HIGH-0", "db", "LOW-0");
        assertThat(told(messages)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_fold_begins_with_whoever_used_the_greatest_share() {
        // Given
        List<Delivery> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Alert alert = Alerts.team("id-" + i, Integer.toString(1_000 + (i * 7) % 50), Alerts.threshold("1"));
            all.add(Alerts.delivery(alert));
        }

        // When
        List<Message> messages = plan(true, all);

        // Then
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).deliveries())
                .extracting(delivery -> delivery.alert().budget().spend().nanos())
                .isSortedAccordingTo((one, other) -> Long.compare(other, one))
                .hasSize(50);
    }

    @Test
    void a_sample_of_very_many_that_fits_decides_nothing_about_the_rest() {
        // Given
        Renderer allInOne = new Renderer() {
            @Override
            public List<Message> pack(List<Delivery> deliveries, Instant now) {
                return List.of(message("pack", deliveries));
            }

            @Override
            public Message fold(List<Delivery> deliveries, Instant now) {
                throw new AssertionError("nothing to fold");
            }
        };

        // When
        List<Message> messages =
                Plan.messages(allInOne, MOST, deliveries(1_001, Level.LOW), new Suspects(), Alerts.NOW);

        // Then
        assertThat(told(messages)).hasSize(1_001);
    }

    @Test
    void what_says_the_same_at_first_and_then_not_folds_too() {
        // Given
        Renderer sameAtFirst = new Renderer() {
            @Override
            public List<Message> pack(List<Delivery> deliveries, Instant now) {
                return deliveries.size() <= 1_000 ? List.of(message("pack", deliveries)) : PAIRS.pack(deliveries, now);
            }

            @Override
            public Message fold(List<Delivery> deliveries, Instant now) {
                return message("fold", deliveries);
            }
        };

        // When
        List<Message> messages =
                Plan.messages(sameAtFirst, MOST, deliveries(1_001, Level.LOW), new Suspects(), Alerts.NOW);

        // Then
        assertThat(messages).extracting(Message::body).containsExactly("fold");
        assertThat(told(messages)).hasSize(1_001);
    }

    @Test
    void nothing_makes_no_message() {
        assertThat(plan(true, List.of())).isEmpty();
    }

    @Test
    void each_digest_is_told_by_itself_after_what_is_told_at_once() {
        AlertWindow.Span hour = new AlertWindow.Span(Alerts.NOW.minusSeconds(3_600), Alerts.NOW);
        AlertWindow.Span before = new AlertWindow.Span(Alerts.NOW.minusSeconds(7_200), hour.start());
        Alert slow = Alerts.handedIn("slow", AlertType.LLM_TOO_SLOW, Level.HIGH, "slow");
        Alert failed = Alerts.handedIn("failed", AlertType.LLM_EXCEPTIONS, Level.HIGH, "failed");

        List<Message> messages = plan(
                true,
                List.of(
                        Alerts.delivery(slow.in(hour)),
                        Alerts.delivery(failed.in(hour)),
                        Alerts.delivery(slow.in(before)),
                        Alerts.delivery(failed),
                        Alerts.delivery(slow.in(hour))));

        assertThat(messages)
                .extracting(message -> message.deliveries().stream()
                        .map(delivery ->
                                delivery.alert().id() + delivery.alert().digest())
                        .toList())
                .containsExactly(
                        List.of("failednull"),
                        List.of("slow" + hour, "slow" + hour),
                        List.of("failed" + hour),
                        List.of("slow" + before));
    }

    @Test
    void a_digest_of_too_many_messages_is_folded() {
        AlertWindow.Span hour = new AlertWindow.Span(Alerts.NOW.minusSeconds(3_600), Alerts.NOW);
        List<Delivery> deliveries = deliveries(2 * MOST + 1, Level.LOW).stream()
                .map(delivery -> Alerts.delivery(delivery.alert().in(hour)))
                .toList();

        assertThat(plan(true, deliveries)).extracting(Message::body).containsExactly("fold");
    }
}
