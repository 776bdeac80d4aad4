package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiteLlmCopyTest {
    private static final Instant NOW = Instant.parse("2026-11-25T19:17:53.123456Z");
    private static final Instant LATER = NOW.plusSeconds(3_600);

    private final EventDecoder decoder = new EventDecoder(EventCorpus.vocabulary());

    static List<Path> samples() throws Exception {
        try (Stream<Path> all = Files.list(Path.of("src/test/resources/events/valid"))) {
            return all.filter(file -> file.getFileName().toString().startsWith("litellm-"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] copy(byte[] bytes) {
        return LiteLlmCopy.of(bytes, 0, bytes.length, NOW, () -> "made");
    }

    private Event decode(byte[] bytes, Instant now) throws InvalidEventException {
        return decoder.decode(bytes, 0, bytes.length, now);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_copy_is_the_same_event_known_by_an_id_and_with_a_time(Path sample) throws Exception {
        byte[] bytes = Files.readAllBytes(sample);
        Event event = decode(bytes, NOW);
        assertThat(decoder.wasLiteLlm()).isTrue();

        byte[] copied = copy(bytes);
        Event again = decode(copied, LATER);

        assertThat(text(copied)).doesNotContain("\n");
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("id", "time", "budgets.time", "course.requestId")
                .isEqualTo(event);
        assertThat(again.id()).isNotNull();
        assertThat(again.time()).isNotNull();
        if (event.id() != null) {
            assertThat(again.id()).isEqualTo(event.id());
        }
        if (event.time() != null) {
            assertThat(again.time()).isEqualTo(event.time());
        }
        assertThat(text(copy(copied))).as("a copy of the copy").isEqualTo(text(copied));
    }

    @Test
    void what_is_not_read_is_not_copied() {
        String call =
                "{\"call_type\":\"c\",\"status\":\"success\",\"messages\":[{\"content\":\"secret\"}],\"response\":\"secret\","
                        + "\"model_parameters\":{\"a\":\"secret\"},\"unheard_of\":\"secret\",\"metadata\":{\"requester_metadata\":{\"a\":\"secret\"},"
                        + "\"user_api_key_auth_metadata\":\"secret\",\"user_api_key_alias\":\"alias\"},\"error_information\":{\"traceback\":\"secret\"},"
                        + "\"response_cost\":0.12345678901234567890}";

        assertThat(text(copy(call.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("{\"call_type\":true,\"status\":\"success\",\"metadata\":{\"user_api_key_alias\":\"alias\"},"
                        + "\"error_information\":{},\"response_cost\":0.12345678901234567890,\"id\":\"made\","
                        + "\"endTime\":1795634273.123456}");
    }

    @Test
    void what_a_caller_or_a_provider_may_have_put_secrets_into_is_not_copied_or_without_them() throws Exception {
        byte[] call =
                ("{'id':'c1','call_type':{'a':'private'},'status':'failure','error_str':'private','response_cost':0,"
                                + "'response_cost_failure_debug_info':{'error_str':'private'},'model':{'a':'private'},"
                                + "'request_tags':['t',{'a':'private'},['private']],"
                                + "'metadata':{'requester_ip_address':'private','user_agent':'private','user_api_key_alias':{'a':'private'},"
                                + "'requester_metadata':{'a':'private','alerting_metadata':{'job':'nightly','api_key':'private','n':7,'list':['private']}}},"
                                + "'hidden_params':{'api_base':'private','response_cost':'0.5','additional_headers':{'a':'private'}},"
                                + "'error_information':{'error_code':'401','error_class':'AuthenticationError','llm_provider':'private',"
                                + "'error_message':'wrong key sk-abcdefgh12345678 given'}}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8);

        String copied = text(copy(call));
        assertThat(copied)
                .doesNotContain("private", "sk-abcdefgh")
                .contains("\"response_cost_failure_debug_info\":true", "\"job\":\"nightly\"", "given");
        CallEvent event = (CallEvent) decode(call, NOW);
        CallEvent again = (CallEvent) decode(copied.getBytes(StandardCharsets.UTF_8), LATER);
        assertThat(again).usingRecursiveComparison().ignoringFields("time").isEqualTo(event);
        assertThat(again.course().metadata()).containsEntry("job", "nightly");
        assertThat(text(copy(copied.getBytes(StandardCharsets.UTF_8)))).isEqualTo(copied);
    }

    @Test
    void only_what_litellm_itself_sends_is_said_to_be_that() throws Exception {
        decode("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\"}".getBytes(StandardCharsets.UTF_8), NOW);

        assertThat(decoder.wasLiteLlm()).isFalse();
    }
}
