package io.spendbell.event;

import static io.spendbell.event.EventCorpus.NOW;
import static io.spendbell.event.EventCorpus.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
    private static final String ALL_FIELDS = """
            "token":"t1","key_alias":"t2","user_id":"t3","user_email":"t4","team_id":"t5","team_alias":"t6",
            "organization_id":"t7","project_id":"t8","customer_id":"t9","tags":["t10"],"tag":"t11","model":"t12",
            "model_group":"t13","provider":"t14","api_base":"t15","deployment_id":"t16","region":"t17"
            """;

    @Test
    void decodes_a_budget_with_all_its_fields() throws InvalidEventException {
        // When
        Event event = decode("""
                {"event":"budget","id":"e-1","time":"2026-09-01T11:59:58.5+00:00","type":"soft_budget",
                 "user_info":{"spend":84.97,"max_budget":100.0,"soft_budget":8e1,"budget_reset_at":"2026-10-01 00:00:00.7",
                 "projected_spend":120.5,"projected_exceeded_date":"2026-09-21","event_group":"key",%s}}
                """.formatted(ALL_FIELDS));

        // Then
        assertThat(event)
                .isEqualTo(new BudgetEvent(
                        "e-1",
                        Instant.parse("2026-09-01T11:59:58.5Z"),
                        "soft_budget",
                        new Entity(EntityKind.KEY, "t1"),
                        allFields("t"),
                        new Usd(84_970_000_000L),
                        Usd.ofDollars(100),
                        Usd.ofDollars(80),
                        Instant.parse("2026-10-01T00:00:00Z"),
                        new Usd(120_500_000_000L),
                        "2026-09-21"));
    }

    @Test
    void decodes_a_spend_with_all_its_fields() throws InvalidEventException {
        assertThat(decode("{\"cost\":-1.5e-3,\"id\":\"x\",\"time\":1788264000.25," + ALL_FIELDS
                        + ",\"event\":\"spend\"}"))
                .isEqualTo(new SpendEvent(
                        "x", Instant.parse("2026-09-01T12:00:00.25Z"), allFields("t"), new Usd(-1_500_000)));
    }

    @Test
    void decodes_an_alert_with_all_its_fields() throws InvalidEventException {
        assertThat(decode(
                        "{\"event\":\"alert\",\"alert_type\":\"db_exceptions\",\"level\":\"Medium\",\"message\":\"a\\nb\","
                                + ALL_FIELDS + "}"))
                .isEqualTo(new AlertEvent(null, null, allFields("t"), "db_exceptions", "Medium", "a\nb"));
    }

    @Test
    void decodes_a_sync() throws InvalidEventException {
        assertThat(decode("{\"event\":\"sync\",\"id\":\"x\"}")).isEqualTo(new SyncEvent("x"));
    }

    @Test
    void prefers_user_info_to_the_root_and_falls_back_field_by_field() throws InvalidEventException {
        // When
        BudgetEvent event = (BudgetEvent) decode("""
                {"event":"budget","type":"team_budget","team_id":"root","user_id":"root","tags":["root"],"region":"root",
                 "user_info":{"event_group":"team","spend":1,"team_id":"info","user_id":"","region":null,"tags":[""]}}
                """);

        // Then
        assertThat(event.entity()).isEqualTo(new Entity(EntityKind.TEAM, "info"));
        assertThat(event.fields().userId()).isEqualTo("root");
        assertThat(event.fields().region()).isEqualTo("root");
        assertThat(event.fields().tags()).containsExactly("root");
    }

    @Test
    void reads_fields_in_any_order() throws InvalidEventException {
        Event expected = decode(
                "{\"event\":\"budget\",\"type\":\"user_budget\",\"user_info\":{\"user_id\":\"u\",\"spend\":1,\"event_group\":\"user\"}}");

        assertThat(
                        decode(
                                "{\"user_info\":{\"event_group\":\"user\",\"spend\":1,\"user_id\":\"u\"},\"type\":\"user_budget\",\"event\":\"budget\"}"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cost\":\"x\",\"event\":\"spend\",\"cost\":2}",
                "{\"cost\":1,\"event\":\"sync\",\"cost\":2,\"event\":\"spend\"}",
                "{\"cost\":2,\"event\":\"spend\",\"token\":\"a\",\"token\":null}",
                "{\"cost\":2,\"event\":\"spend\",\"token\":5,\"token\":\"\"}",
                "{\"cost\":2,\"event\":\"spend\",\"tags\":[\"a\"],\"tags\":null}",
                "{\"cost\":2,\"event\":\"spend\",\"c\\u006fst\":2,\"time\":\"x\",\"time\":null}"
            })
    void takes_the_last_of_a_field_that_comes_twice(String json) throws InvalidEventException {
        assertThat(decode(json)).isEqualTo(new SpendEvent(null, null, EntityFields.NONE, Usd.ofDollars(2)));
    }

    @Test
    void forgets_the_first_of_two_user_infos() throws InvalidEventException {
        String first =
                "\"user_info\":{\"event_group\":\"user\",\"user_id\":\"a\",\"team_id\":\"a\",\"spend\":\"x\",\"soft_budget\":\"x\",\"max_budget\":5}";
        String second = "\"user_info\":{\"event_group\":\"user\",\"user_id\":\"b\",\"spend\":1}";

        BudgetEvent event =
                (BudgetEvent) decode("{\"event\":\"budget\",\"type\":\"user_budget\"," + first + "," + second + "}");

        assertThat(event.maxBudget()).isNull();
        assertThat(event.fields().teamId()).isNull();
        assertThat(event.entity().id()).isEqualTo("b");
        assertThatThrownBy(() ->
                        decode("{\"event\":\"budget\",\"type\":\"user_budget\"," + second + ",\"user_info\":null}"))
                .hasMessage("user_info: missing (expected: an object)");
    }

    @Test
    void keeps_nothing_from_one_event_to_the_next() throws InvalidEventException {
        EventDecoder decoder = EventCorpus.decoder();
        byte[] full = ("{\"event\":\"spend\",\"cost\":1,\"id\":\"a\",\"time\":1," + ALL_FIELDS + "}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] faulty = "{\"event\":\"spend\",\"cost\":1,\"token\":5}".getBytes(StandardCharsets.UTF_8);
        byte[] bare = "{\"event\":\"spend\",\"cost\":2}".getBytes(StandardCharsets.UTF_8);
        Event expected = new SpendEvent(null, null, EntityFields.NONE, Usd.ofDollars(2));

        decoder.decode(full, 0, full.length, NOW);
        assertThat(decoder.decode(bare, 0, bare.length, NOW)).isEqualTo(expected);
        assertThatThrownBy(() -> decoder.decode(faulty, 0, faulty.length, NOW)).hasMessageStartingWith("token: 5");
        assertThat(decoder.decode(bare, 0, bare.length, NOW)).isEqualTo(expected);
        assertThatThrownBy(() -> decoder.decode(bare, 0, bare.length - 1, NOW)).hasMessageContaining("ends before");
        assertThat(decoder.decode(bare, 0, bare.length, NOW)).isEqualTo(expected);
    }

    @Test
    void reports_a_fault_only_if_the_kind_has_the_field() throws InvalidEventException {
        String faults =
                "\"cost\":\"x\",\"level\":5,\"message\":[],\"type\":true,\"user_info\":{\"spend\":\"x\",\"token\":5}";

        assertThat(decode("{" + faults + ",\"event\":\"sync\",\"id\":\"x\"}")).isEqualTo(new SyncEvent("x"));
        assertThatThrownBy(() -> decode("{" + faults + ",\"event\":\"spend\"}")).hasMessageStartingWith("cost: ");
        assertThatThrownBy(() -> decode("{" + faults + ",\"event\":\"budget\"}"))
                .hasMessageStartingWith("type: ");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-01T12:05:00Z, true",
        "2026-09-01T12:05:00.000000001Z, false",
        "2026-09-01T12:05:01Z, false",
        "1970-01-01T00:00:00Z, true"
    })
    void accepts_a_time_up_to_five_minutes_ahead(String time, boolean accepted) {
        String json = "{\"event\":\"spend\",\"cost\":1,\"time\":\"" + time + "\"}";

        if (accepted) {
            assertThatCode(() -> decode(json)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> decode(json)).hasMessageContaining("at most 5 minutes ahead");
        }
    }

    @ParameterizedTest
    @CsvSource({"id, 256", "token, 1024", "model, 1024", "message, 40000"})
    void counts_the_characters_of_a_text_not_its_code_units(String field, int most) throws InvalidEventException {
        String base = "{\"event\":\"alert\",\"alert_type\":\"budget_alerts\",\"level\":\"Low\",\"message\":\"m\",\""
                + field + "\":\"";

        assertThat(decode(base + "\uD83D\uDE00".repeat(most) + "\"}")).isInstanceOf(AlertEvent.class);
        assertThatThrownBy(() -> decode(base + "\uD83D\uDE00".repeat(most + 1) + "\"}"))
                .hasMessage(field + ": " + (most + 1) + " characters (expected: at most " + most + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "team_id"})
    void reads_an_optional_text(String field) throws InvalidEventException {
        for (String text :
                List.of("x", "\uD83D\uDE00", "a".repeat(63), "a".repeat(64), "a".repeat(65), "ü".repeat(1024))) {
            assertThat(entity(field, '"' + text + '"')).isEqualTo(text);
        }
        assertThat(entity(field, "\"a\\u00fc\\n\\ud83d\\ude00\"")).isEqualTo("aü\n\uD83D\uDE00");
        assertThat(entity(field, "\"\"")).isNull();
        assertThat(entity(field, "null")).isNull();
        assertThat(entity(field, "\"x\",\"" + field + "\":\"y\"")).isEqualTo("y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "team_id"})
    void refuses_an_optional_text_that_is_none(String field) {
        String rule = " (expected: a string)";
        assertThatThrownBy(() -> entity(field, "5")).hasMessage(field + ": 5" + rule);
        assertThatThrownBy(() -> entity(field, "[\"x\"]")).hasMessage(field + ": a list" + rule);
        assertThatThrownBy(() -> entity(field, "{\"x\":{}}")).hasMessage(field + ": an object" + rule);
        assertThatThrownBy(() -> entity(field, "\"\\ud83d\"")).hasMessageStartingWith(field + ": ");
        assertThatThrownBy(() -> entity(field, '"' + "x".repeat(5_000) + '"'))
                .hasMessageStartingWith(field + ": 5000 characters");
        assertThatThrownBy(() -> entity(field, '"' + "x".repeat(1_000_001) + '"'))
                .hasMessageContaining("more than 1000000 characters");
        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":1,\"" + field + "\":\"x"))
                .hasMessageContaining("it ends before the object does");
    }

    private static @Nullable String entity(String field, String value) throws InvalidEventException {
        Event event = decode("{\"event\":\"spend\",\"cost\":1,\"" + field + "\":" + value + "}");
        return ((SpendEvent) event).fields().byName(field);
    }

    @Test
    void makes_a_name_of_a_team_once() throws InvalidEventException {
        EventDecoder decoder = EventCorpus.decoder();
        byte[] json = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"pay\"}".getBytes(StandardCharsets.UTF_8);

        SpendEvent first = (SpendEvent) decoder.decode(json, 0, json.length, NOW);
        SpendEvent second = (SpendEvent) decoder.decode(json, 0, json.length, NOW);

        assertThat(second.fields().teamId()).isSameAs(first.fields().teamId());
    }

    @Test
    void names_the_types_that_there_are_where_one_is_unknown() {
        assertThatThrownBy(
                        () -> decode(
                                "{\"event\":\"budget\",\"type\":\"tokn_budget\",\"user_info\":{\"event_group\":\"key\",\"spend\":1}}"))
                .hasMessageStartingWith("type: tokn_budget (expected: one of ")
                .hasMessageContaining("token_budget")
                .extracting(e -> ((InvalidEventException) e).field())
                .isEqualTo("type");
    }

    @Test
    void never_shows_a_field_that_it_does_not_know() {
        assertThatThrownBy(() -> decode("{\"prompt\":\"secret\",\"event\":\"spend\"}"))
                .message()
                .doesNotContain("secret", "prompt");
        assertThatThrownBy(() -> decode("{\"prompt\":\"secret\",\"event\":\"spend\",secret}"))
                .message()
                .doesNotContain("secret", "prompt");
    }

    @Test
    void shows_a_long_value_by_its_beginning_and_what_has_no_shape_by_its_number() {
        assertThatThrownBy(() -> decode("{\"event\":\"spend\",\"cost\":\"a\\u001b\\n\\u202e" + "x".repeat(500) + "\"}"))
                .hasMessage("cost: \"a\\u{1b}\\u{a}\\u{202e}" + "x".repeat(55) + "… (expected: a number)");
    }

    @ParameterizedTest
    @MethodSource("io.spendbell.event.EventCorpus#valid")
    void accepts_each_valid_sample(EventCorpus.Sample sample) throws InvalidEventException {
        assertThat(decode(sample.bytes())).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("io.spendbell.event.EventCorpus#invalid")
    void rejects_each_invalid_sample_with_its_message(EventCorpus.Sample sample) {
        assertThatThrownBy(() -> decode(sample.bytes()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(sample.expected());
    }

    private static EntityFields allFields(String t) {
        return new EntityFields(
                t + 1,
                t + 2,
                t + 3,
                t + 4,
                t + 5,
                t + 6,
                t + 7,
                t + 8,
                t + 9,
                List.of(t + 10),
                t + 11,
                t + 12,
                t + 13,
                t + 14,
                t + 15,
                t + 16,
                t + 17);
    }
}
