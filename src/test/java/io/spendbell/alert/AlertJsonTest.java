package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertJsonTest {
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.123456789Z");
    private static final List<Rule> RULES = List.of(
            new Rule.Threshold(Share.of("0.85")),
            new Rule.Threshold(Share.WHOLE),
            new Rule.Threshold(new Share(1)),
            Rule.SOFT,
            Rule.PROJECTION,
            new Rule.Notice("down:finops"));
    private static final List<AlertWindow> WINDOWS = List.of(
            new AlertWindow.Span(TIME, TIME.plusSeconds(1)),
            new AlertWindow.Until(TIME),
            AlertWindow.ROLLING,
            AlertWindow.FOREVER);

    private static void assertSurvives(Alert alert) {
        assertThat(AlertJson.read(AlertJson.write(alert))).isEqualTo(alert);
    }

    private static Alert alert(
            AlertType type, Level level, Entity entity, EntityFields fields, Alert.BudgetFacts budget) {
        return new Alert("id", type, level, entity, fields, "message", budget, TIME, TIME.plusNanos(1));
    }

    private static Alert.BudgetFacts budget(Rule rule, AlertWindow window, int present) {
        return new Alert.BudgetFacts(
                "budget_crossed",
                "pay:team:30d",
                rule,
                new Usd(Long.MAX_VALUE),
                new Usd(Long.MIN_VALUE),
                (present & 1) == 0 ? null : Usd.ZERO,
                (present & 2) == 0 ? null : new Usd(-1),
                window,
                (present & 4) == 0 ? List.of() : RULES,
                (present & 8) == 0 ? null : new Usd(12_345_678_901L),
                (present & 16) == 0 ? null : "tomorrow");
    }

    @Test
    void every_rule_window_and_absence_survives() {
        for (Rule rule : RULES) {
            for (AlertWindow window : WINDOWS) {
                for (int present = 0; present < 32; present++) {
                    assertSurvives(alert(
                            AlertType.BUDGET_ALERTS,
                            Level.HIGH,
                            new Entity(EntityKind.TEAM, "pay"),
                            EntityFields.NONE,
                            budget(rule, window, present)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(AlertType.class)
    void every_type_and_level_survives(AlertType type) {
        for (Level level : Level.values()) {
            assertSurvives(alert(type, level, null, EntityFields.NONE, null));
        }
    }

    @ParameterizedTest
    @EnumSource(EntityKind.class)
    void every_kind_of_entity_survives(EntityKind kind) {
        assertSurvives(alert(AlertType.BUDGET_ALERTS, Level.LOW, new Entity(kind, "a/b"), EntityFields.NONE, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void every_field_survives_whatever_it_holds(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<String> texts = new ArrayList<>();
            IntStream.range(0, 18).forEach(at -> texts.add(random.nextInt(4) == 0 ? null : anyText(random)));
            EntityFields fields = new EntityFields(
                    texts.get(0),
                    texts.get(1),
                    texts.get(2),
                    texts.get(3),
                    texts.get(4),
                    texts.get(5),
                    texts.get(6),
                    texts.get(7),
                    texts.get(8),
                    IntStream.range(0, random.nextInt(3))
                            .mapToObj(at -> anyText(random))
                            .toList(),
                    texts.get(9),
                    texts.get(10),
                    texts.get(11),
                    texts.get(12),
                    texts.get(13),
                    texts.get(14),
                    texts.get(15));
            assertSurvives(new Alert(
                    anyText(random),
                    AlertType.DB_EXCEPTIONS,
                    Level.MEDIUM,
                    null,
                    fields,
                    anyText(random),
                    null,
                    TIME,
                    TIME));
        }
    }

    /** Any UTF-16, lone surrogates and NUL included. */
    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
        }
        return text.toString();
    }

    @Test
    void what_a_reader_does_not_know_is_ignored_and_null_is_absent() throws Exception {
        Alert alert = alert(
                AlertType.BUDGET_ALERTS, Level.HIGH, null, EntityFields.NONE, budget(Rule.SOFT, WINDOWS.get(0), 0));
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(AlertJson.write(alert));
        json.put("later", 1).putNull("kind");
        ((ObjectNode) json.get("budget"))
                .putNull("max")
                .putNull("projected_exceeded_date")
                .put("more", "x");
        ((ObjectNode) json.get("fields")).putNull("token").put("unheard_of", true);

        assertThat(AlertJson.read(mapper.writeValueAsBytes(json))).isEqualTo(alert);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{}", "{\"v\":2,\"id\":\"x\"}", "{\"v\":1}", "{\"v\":1,\"id\":null}"})
    void what_is_no_alert_or_of_a_later_version_is_refused(String text) {
        assertThatThrownBy(() -> AlertJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_digest_that_it_is_told_with_survives() {
        Alert alert = alert(AlertType.LLM_EXCEPTIONS, Level.LOW, null, EntityFields.NONE, null);

        assertSurvives(alert.in(new AlertWindow.Span(TIME, TIME.plusSeconds(60))));
    }
}
