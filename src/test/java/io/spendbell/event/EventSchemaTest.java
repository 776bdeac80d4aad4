package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schema and the decoder say the same of every event. */
class EventSchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Schema SCHEMA = schema();

    /** Samples that are invalid for a reason that no schema can express. */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of(
            "key-missing",
            "litellm-end-ahead",
            "litellm-webhook-project",
            "model-deprecation-february-30",
            "surrogate",
            "time-ahead",
            "time-february-30",
            "time-leap-second-at-noon",
            "time-milliseconds");

    /** The same for mutated events: the id that a budget needs may stand in two places; a time may be in the future. */
    private static final Pattern FAULTS_BEYOND_A_SCHEMA = Pattern.compile(
            "(user_info\\.)?(token|team_id|user_id|organization_id|project_id|customer_id|tag|model|provider): missing .*"
                    + "|(time|endTime): .*5 minutes ahead.*");

    private static final List<String> SWAPS = List.of(
            "null",
            "true",
            "5",
            "-5",
            "4000000001",
            "4000000000.00",
            "1e-30",
            "-1e-30",
            "1788264000.5",
            "\"\"",
            "\"x\"",
            "\"key\"",
            "\"team\"",
            "\"Low\"",
            "\"budget\"",
            "\"spend\"",
            "\"sync\"",
            "\"alert\"",
            "\"token_budget\"",
            "\"team_budget\"",
            "\"budget_alerts\"",
            "\"key_created\"",
            "\"model_deprecation\"",
            "\"db_exception\"",
            "\"request\"",
            "\"started\"",
            "\"failure\"",
            "\"fallback\"",
            "429",
            "{\"user_id\":\"u\",\"a\":[1]}",
            "\"2026-08-01T12:00:00Z\"",
            "\"2026-08-01 12:00:00\"",
            "\"2026-08-01\"",
            "[]",
            "[\"a\"]",
            "[null,\"\"]",
            "[5]",
            "{}",
            "{\"spend\":1,\"event_group\":\"user\",\"user_id\":\"u\"}");

    @ParameterizedTest
    @MethodSource("io.spendbell.event.EventCorpus#valid")
    void accepts_each_valid_sample(EventCorpus.Sample sample) throws IOException {
        assertThat(SCHEMA.validate(JSON.readTree(sample.bytes()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.spendbell.event.EventCorpus#invalid")
    void rejects_each_invalid_sample_that_a_schema_can_reject(EventCorpus.Sample sample) throws IOException {
        boolean valid = SCHEMA.validate(JSON.readTree(sample.bytes())).isEmpty();

        assertThat(valid).isEqualTo(BEYOND_A_SCHEMA.contains(sample.name()));
    }

    @Test
    void agrees_with_the_decoder_on_mutated_events() throws IOException {
        Random random = new Random(20_260_905);
        List<EventCorpus.Sample> samples = EventCorpus.valid();
        int accepted = 0;
        int rounds = 40_000;
        for (int i = 0; i < rounds; i++) {
            // Given
            JsonNode event =
                    JSON.readTree(samples.get(random.nextInt(samples.size())).bytes());
            for (int mutations = 1 + random.nextInt(2); mutations > 0; mutations--) {
                mutate((ObjectNode) event, random);
            }
            byte[] bytes = JSON.writeValueAsBytes(event);

            // When
            boolean schemaAccepts = SCHEMA.validate(JSON.readTree(bytes)).isEmpty();
            String fault = fault(bytes);

            // Then
            if (!FAULTS_BEYOND_A_SCHEMA.matcher(fault).matches()) {
                assertThat(fault.isEmpty()).as("%s: %s", event, fault).isEqualTo(schemaAccepts);
            }
            accepted += fault.isEmpty() ? 1 : 0;
        }
        assertThat(accepted).isBetween(rounds / 10, rounds * 9 / 10);
    }

    @Test
    void gives_examples_that_are_events() throws IOException {
        JsonNode definitions = JSON.readTree(Files.readAllBytes(Path.of("src/main/resources/schema/event.json")))
                .get("$defs");
        for (String kind : List.of(
                "budget",
                "spend",
                "alert",
                "sync",
                "management",
                "modelAdded",
                "modelDeprecation",
                "deploymentCooldown",
                "dbException",
                "spendTrackingFailed",
                "fallback",
                "request",
                "call",
                "webhook")) {
            for (JsonNode example : definitions.get(kind).get("examples")) {
                assertThat(fault(JSON.writeValueAsBytes(example))).as(kind).isEmpty();
                assertThat(SCHEMA.validate(example)).as(kind).isEmpty();
            }
        }
    }

    private static void mutate(ObjectNode event, Random random) throws JsonProcessingException {
        boolean inside = event.get("user_info") instanceof ObjectNode && random.nextBoolean();
        ObjectNode target = inside ? (ObjectNode) event.get("user_info") : event;
        List<String> names = new ArrayList<>();
        target.fieldNames().forEachRemaining(names::add);
        if (random.nextInt(4) == 0) {
            names = List.of(
                    "id",
                    "time",
                    "tags",
                    "token",
                    "team_id",
                    "cost",
                    "level",
                    "message",
                    "type",
                    "response_cost",
                    "endTime",
                    "status",
                    "metadata",
                    "event_group",
                    "max_budget",
                    "soft_budget",
                    "projected_spend",
                    "budget_reset_at",
                    "user_info",
                    "event_message",
                    "actor",
                    "arguments",
                    "error",
                    "status_code",
                    "cooldown_until",
                    "deprecation_date",
                    "input_cost_per_token",
                    "latency",
                    "completion_tokens",
                    "error_class",
                    "fallback_model",
                    "success",
                    "alert_type");
        }
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(3) == 0) {
            target.remove(name);
        } else {
            target.set(name, JSON.readTree(SWAPS.get(random.nextInt(SWAPS.size()))));
        }
    }

    /** The decoder's message, or an empty text where it accepts the event. */
    private static String fault(byte[] json) {
        try {
            EventCorpus.decode(json);
            return "";
        } catch (InvalidEventException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Schema schema() {
        try (InputStream file = EventSchemaTest.class.getResourceAsStream("/schema/event.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
