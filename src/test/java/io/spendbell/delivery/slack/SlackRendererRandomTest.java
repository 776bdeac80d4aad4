package io.spendbell.delivery.slack;

import static io.spendbell.delivery.text.Alerts.NOVEMBER;
import static io.spendbell.delivery.text.Alerts.NOW;
import static io.spendbell.delivery.text.Alerts.PRODUCTION;
import static io.spendbell.delivery.text.Alerts.budget;
import static io.spendbell.delivery.text.Alerts.delivery;
import static io.spendbell.delivery.text.Alerts.facts;
import static io.spendbell.delivery.text.Alerts.fields;
import static io.spendbell.delivery.text.Alerts.handedIn;
import static io.spendbell.delivery.text.Alerts.repeat;
import static io.spendbell.delivery.text.Alerts.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.delivery.Message;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Outbox.Delivery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any alerts, in any number, with any text in them. */
class SlackRendererRandomTest {
    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "7",
            " ",
            "-",
            "_",
            "*",
            "`",
            "~",
            "<",
            ">",
            "&",
            "&amp;",
            "<!here>",
            "<@U1>",
            "@channel",
            "|",
            "\n",
            "\u202E",
            "\u200D",
            "😀",
            "\uD83D",
            "é",
            "日本",
            ":tada:",
            "https://x.y/z",
            "\"",
            "\\",
            "\u0000");

    private final SlackRenderer renderer = new SlackRenderer(PRODUCTION);

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void a_digest_loses_none_and_keeps_within_the_limits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            List<Delivery> deliveries = deliveries(random, 1 + random.nextInt(150));
            List<Delivery> told = new ArrayList<>();
            for (Message message : renderer.digest(deliveries, NOW.plusSeconds(random.nextInt(200)))) {
                Rendered.checked(message);
                told.addAll(message.deliveries());
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(deliveries);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void packing_loses_none_keeps_the_order_and_keeps_within_the_limits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            List<Delivery> deliveries = deliveries(random, random.nextInt(90));
            List<Message> messages = renderer.pack(deliveries, NOW.plusSeconds(random.nextInt(200)));

            List<Delivery> packed = new ArrayList<>();
            for (Message message : messages) {
                Rendered rendered = Rendered.checked(message);
                packed.addAll(message.deliveries());
                for (Delivery delivery : message.deliveries()) {
                    assertThat(rendered.blockTexts()).contains(delivery.alert().id());
                }
                assertThat(String.join("\n", rendered.marked()) + rendered.text())
                        .doesNotContain("<!", "<@");
            }
            assertThat(packed).containsExactlyInAnyOrderElementsOf(deliveries);
            assertThat(budgets(packed)).isEqualTo(budgets(deliveries));
            assertThat(packed.stream().distinct()).hasSameSizeAs(deliveries);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void no_two_neighbouring_messages_would_have_fitted_into_one(long seed) {
        List<Delivery> deliveries = deliveries(new Random(seed), 80);
        List<Message> messages = renderer.pack(deliveries, NOW);
        for (int i = 0; i + 1 < messages.size(); i++) {
            List<Delivery> both = new ArrayList<>(messages.get(i).deliveries());
            both.add(messages.get(i + 1).deliveries().get(0));
            assertThat(renderer.pack(both, NOW)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void folding_keeps_within_the_limits(long seed) {
        Random random = new Random(seed);
        List<Delivery> deliveries = deliveries(random, 1 + random.nextInt(300));
        Message message = renderer.fold(deliveries, NOW);
        Rendered.checked(message);
        assertThat(message.deliveries()).isEqualTo(deliveries);
    }

    private static List<Delivery> budgets(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.alert().budget() != null)
                .toList();
    }

    private static List<Delivery> deliveries(Random random, int n) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Alert alert = random.nextInt(4) == 0 ? said("x" + i + "x", random) : budgeted("x" + i + "x", random);
            deliveries.add(random.nextInt(9) == 0 ? repeat(alert) : delivery(alert));
        }
        return deliveries;
    }

    private static Alert said(String id, Random random) {
        AlertType type = any(random, List.of(AlertType.values()));
        Level level = any(random, List.of(Level.values()));
        return random.nextInt(3) == 0
                ? handedIn(id, AlertType.DB_EXCEPTIONS, Level.HIGH, "lost")
                : handedIn(id, type, level, text(random), anyFields(random));
    }

    private static Alert budgeted(String id, Random random) {
        List<Rule> rules = List.of(threshold("0.85"), threshold("1"), threshold("2.5"), Rule.SOFT, Rule.PROJECTION);
        List<AlertWindow> windows = List.of(NOVEMBER, AlertWindow.ROLLING, AlertWindow.FOREVER);
        EntityKind kind = any(random, List.of(EntityKind.values()));
        return budget(
                id,
                new Entity(kind, "i" + text(random)),
                anyFields(random),
                facts(
                        text(random),
                        any(random, rules),
                        money(random),
                        random.nextInt(5) == 0 ? null : money(random),
                        random.nextBoolean() ? money(random) : null,
                        any(random, windows)));
    }

    private static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String money(Random random) {
        return BigDecimal.valueOf(random.nextInt(2_000_000_000), random.nextInt(10))
                .toPlainString();
    }

    private static EntityFields anyFields(Random random) {
        Map<String, String> named = new HashMap<>();
        for (String name : EntityFields.NAMES) {
            if (random.nextInt(3) == 0) {
                named.put(name, text(random));
            }
        }
        return fields(named);
    }

    private static String text(Random random) {
        int pieces = random.nextInt(20) == 0 ? 3_000 : random.nextInt(12);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(any(random, PIECES));
        }
        return text.toString();
    }
}
