package io.spendbell.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlackRulesTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
                    not json                                              | INVALID_PAYLOAD
                    [1]                                                   | INVALID_PAYLOAD
                    {"text": 7}                                           | INVALID_PAYLOAD
                    {"text": "a", "attachments": {}}                      | INVALID_PAYLOAD
                    {}                                                    | NO_TEXT
                    {"text": "  "}                                        | NO_TEXT
                    {"text": "a", "blocks": "b"}                          | INVALID_BLOCKS_FORMAT
                    {"text": "a", "blocks": [1]}                          | INVALID_BLOCKS_FORMAT
                    {"blocks": [{"type": "banner"}]}                      | INVALID_BLOCKS
                    {"blocks": [{}]}                                      | INVALID_BLOCKS
                    {"blocks": [{"type": "section"}]}                     | INVALID_BLOCKS
                    {"blocks": [{"type": "section", "text": "a"}]}        | INVALID_BLOCKS
                    {"blocks": [{"type": "section", "fields": []}]}       | INVALID_BLOCKS
                    {"blocks": [{"type": "context", "elements": []}]}     | INVALID_BLOCKS
                    {"blocks": [{"type": "context", "elements": [{"type": "image"}]}]}                            | INVALID_BLOCKS
                    {"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}]}                     | INVALID_BLOCKS
                    {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]}                     | INVALID_BLOCKS
                    {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a", "emoji": true}}]}     | INVALID_BLOCKS
                    {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "a", "verbatim": true}}]} | INVALID_BLOCKS
                    {"blocks": [{"type": "divider", "block_id": 1}]}      | INVALID_BLOCKS
                    {"blocks": [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]}      | INVALID_BLOCKS
                    """)
    void a_message_that_breaks_a_rule_is_refused_by_its_name(String payload, SlackError error) {
        assertThat(SlackRules.violation(payload))
                .hasValueSatisfying(violation -> assertThat(violation.error()).isEqualTo(error));
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit("blocks", SlackRules.BLOCKS, SlackRulesTest::dividers),
                limit("header", SlackRules.HEADER_TEXT, n -> blocks(header("x".repeat(n)))),
                limit("section", SlackRules.SECTION_TEXT, n -> blocks(section("x".repeat(n)))),
                limit("fields", SlackRules.FIELDS, n -> blocks(list("section", "fields", n, "x"))),
                limit("field", SlackRules.FIELD_TEXT, n -> blocks(list("section", "fields", 1, "x".repeat(n)))),
                limit("elements", SlackRules.CONTEXT_ELEMENTS, n -> blocks(list("context", "elements", n, "x"))),
                limit("element", SlackRules.ANY_TEXT, n -> blocks(list("context", "elements", 1, "x".repeat(n)))),
                limit("actions", SlackRules.ACTIONS, n -> blocks(list("actions", "elements", n, "x"))),
                limit(
                        "block_id",
                        SlackRules.BLOCK_ID,
                        n -> blocks(new JsonObject().put("type", "divider").put("block_id", "x".repeat(n)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void a_limit_is_kept_to_the_very_character(String name, int limit, IntFunction<JsonObject> message) {
        assertThat(SlackRules.violation(message.apply(limit).encode())).isEmpty();
        assertThat(SlackRules.violation(message.apply(limit + 1).encode()))
                .hasValueSatisfying(violation -> assertThat(violation.error()).isEqualTo(SlackError.INVALID_BLOCKS));
    }

    @Test
    void texts_that_are_too_long_together_are_refused() {
        JsonObject fits = blocks(section("x".repeat(3_000)), section("x".repeat(3_000)), section("x".repeat(3_000)));
        assertThat(SlackRules.violation(fits.encode())).isEmpty();
        fits.getJsonArray("blocks").add(section("x".repeat(2_001)));
        assertThat(SlackRules.violation(fits.encode()))
                .hasValueSatisfying(
                        violation -> assertThat(violation.error()).isEqualTo(SlackError.MSG_BLOCKS_TOO_LONG));
    }

    @Test
    void a_hundred_attachments_are_enough() {
        JsonArray attachments = new JsonArray();
        IntStream.range(0, SlackRules.ATTACHMENTS).forEach(i -> attachments.add(new JsonObject()));
        JsonObject message = new JsonObject().put("attachments", attachments);
        assertThat(SlackRules.violation(message.encode())).isEmpty();
        attachments.add(new JsonObject());
        assertThat(SlackRules.violation(message.encode()))
                .hasValueSatisfying(
                        violation -> assertThat(violation.error()).isEqualTo(SlackError.TOO_MANY_ATTACHMENTS));
    }

    @Test
    void text_alone_is_a_message_however_long() {
        assertThat(SlackRules.violation("{\"text\":\"hello\"}")).isEmpty();
        assertThat(SlackRules.violation(new JsonObject()
                        .put("text", "x".repeat(SlackRules.TEXT + 1))
                        .encode()))
                .isEmpty();
    }

    private static Arguments limit(String name, int limit, IntFunction<JsonObject> message) {
        return Arguments.of(name, limit, message);
    }

    private static JsonObject dividers(int n) {
        return blocks(IntStream.range(0, n)
                .mapToObj(i -> new JsonObject().put("type", "divider"))
                .toArray(JsonObject[]::new));
    }

    private static JsonObject blocks(JsonObject... blocks) {
        return new JsonObject().put("text", "fallback").put("blocks", new JsonArray(new ArrayList<>(List.of(blocks))));
    }

    private static JsonObject header(String text) {
        return new JsonObject().put("type", "header").put("text", text("plain_text", text));
    }

    private static JsonObject section(String text) {
        return new JsonObject().put("type", "section").put("text", text("mrkdwn", text));
    }

    private static JsonObject list(String type, String name, int n, String text) {
        JsonArray texts = new JsonArray();
        IntStream.range(0, n).forEach(i -> texts.add(text("plain_text", text)));
        return new JsonObject().put("type", type).put(name, texts);
    }

    private static JsonObject text(String type, String text) {
        return new JsonObject().put("type", type).put("text", text);
    }
}
