package io.spendbell.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Slack's published rules for the message that is posted to an incoming webhook. Pure. Lengths count UTF-16 units, which
 * is never less than what Slack may count.
 */
public final class SlackRules {

    /** “You can include up to 50 blocks in each message”: docs.slack.dev/reference/block-kit/blocks. */
    public static final int BLOCKS = 50;

    /** Text longer is cut, not refused: api.slack.com/changelog/2018-04-truncating-really-long-messages. */
    public static final int TEXT = 40_000;

    /** “Maximum length … 150 characters”, plain_text only: docs.slack.dev/reference/block-kit/blocks/header-block. */
    public static final int HEADER_TEXT = 150;

    /** “Maximum length … 3000 characters”: docs.slack.dev/reference/block-kit/blocks/section-block. */
    public static final int SECTION_TEXT = 3_000;

    /** “Maximum number of items is 10”: docs.slack.dev/reference/block-kit/blocks/section-block. */
    public static final int FIELDS = 10;

    /** “Maximum length for the text in each item is 2000 characters”: the same page. */
    public static final int FIELD_TEXT = 2_000;

    /** “Maximum number of items is 10”: docs.slack.dev/reference/block-kit/blocks/context-block. */
    public static final int CONTEXT_ELEMENTS = 10;

    /** “Minimum length is 1 and maximum length is 3000”: docs.slack.dev/reference/block-kit/composition-objects/text-object. */
    public static final int ANY_TEXT = 3_000;

    /** “Maximum length for this field is 255 characters”: every page of docs.slack.dev/reference/block-kit/blocks. */
    public static final int BLOCK_ID = 255;

    /** “A maximum of 25 elements in each action block”: docs.slack.dev/reference/block-kit/blocks/actions-block. */
    public static final int ACTIONS = 25;

    /** “Maximum length … 3000 characters” and “2000 characters”: docs.slack.dev/reference/block-kit/blocks/image-block. */
    public static final int IMAGE_URL = 3_000;

    public static final int ALT_TEXT = 2_000;

    /** “More than 100 attachments”: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, errors. */
    public static final int ATTACHMENTS = 100;

    /**
     * All blocks' texts together. No page of the reference says it; messages were refused with {@code msg_blocks_too_long}
     * from about 11,300 characters on: github.com/slackapi/bolt-js, issues 2509 and 2867.
     */
    public static final int ALL_TEXTS = 11_000;

    private static final Set<String> TYPES = Set.of(
            "actions",
            "alert",
            "card",
            "carousel",
            "context",
            "context_actions",
            "data_table",
            "divider",
            "file",
            "header",
            "image",
            "input",
            "markdown",
            "rich_text",
            "section",
            "table",
            "video");

    private SlackRules() {}

    /**
     * A rule that a message breaks.
     *
     * @param error what Slack answers
     * @param detail where and how, for whoever must mend it; Slack does not say this
     */
    public record Violation(SlackError error, String detail) {}

    /** The first rule that the message breaks; empty for one that Slack takes. */
    public static Optional<Violation> violation(String payload) {
        JsonObject message;
        try {
            message = new JsonObject(payload);
        } catch (DecodeException e) {
            return violates(SlackError.INVALID_PAYLOAD, "the body is not a JSON object");
        }
        return violation(message);
    }

    static Optional<Violation> violation(JsonObject message) {
        Object text = message.getValue("text");
        Object blocks = message.getValue("blocks");
        Object attachments = message.getValue("attachments");
        if (text != null && !(text instanceof String)) {
            return violates(SlackError.INVALID_PAYLOAD, "text is not a string");
        }
        if (attachments != null && !(attachments instanceof JsonArray)) {
            return violates(SlackError.INVALID_PAYLOAD, "attachments is not an array");
        }
        if (blocks != null && !(blocks instanceof JsonArray)) {
            return violates(SlackError.INVALID_BLOCKS_FORMAT, "blocks is not an array");
        }
        JsonArray attached = attachments == null ? new JsonArray() : (JsonArray) attachments;
        JsonArray laidOut = blocks == null ? new JsonArray() : (JsonArray) blocks;
        if (attached.size() > ATTACHMENTS) {
            return violates(SlackError.TOO_MANY_ATTACHMENTS, attached.size() + " attachments");
        }
        if ((text == null || ((String) text).isBlank()) && laidOut.isEmpty() && attached.isEmpty()) {
            return violates(SlackError.NO_TEXT, "neither text nor blocks nor attachments");
        }
        return ofBlocks(laidOut);
    }

    private static Optional<Violation> ofBlocks(JsonArray blocks) {
        if (blocks.size() > BLOCKS) {
            return violates(SlackError.INVALID_BLOCKS, blocks.size() + " blocks");
        }
        Set<String> ids = new HashSet<>();
        int allTexts = 0;
        for (int i = 0; i < blocks.size(); i++) {
            if (!(blocks.getValue(i) instanceof JsonObject block)) {
                return violates(SlackError.INVALID_BLOCKS_FORMAT, "blocks[" + i + "] is not an object");
            }
            String fault = faultOf(block);
            if (fault == null && block.getValue("block_id") instanceof String id && !ids.add(id)) {
                fault = "block_id is not unique";
            }
            if (fault != null) {
                return violates(SlackError.INVALID_BLOCKS, "blocks[" + i + "]: " + fault);
            }
            allTexts += BlockTexts.length(block);
        }
        return allTexts > ALL_TEXTS
                ? violates(SlackError.MSG_BLOCKS_TOO_LONG, allTexts + " characters in all blocks")
                : Optional.empty();
    }

    private static @Nullable String faultOf(JsonObject block) {
        Object type = block.getValue("type");
        if (!(type instanceof String name) || !TYPES.contains(name)) {
            return "type: " + type + " is unknown";
        }
        Object id = block.getValue("block_id");
        if (id != null && !(id instanceof String)) {
            return "block_id is not a string";
        }
        if (id instanceof String text && text.length() > BLOCK_ID) {
            return "block_id is longer than " + BLOCK_ID;
        }
        return switch (name) {
            case "header" -> ofText(block.getValue("text"), "text", HEADER_TEXT, true);
            case "section" -> ofSection(block);
            case "context" -> ofContext(block);
            case "actions" -> ofList(block, "elements", ACTIONS);
            case "image" -> ofImage(block);
            default -> null;
        };
    }

    private static @Nullable String ofSection(JsonObject block) {
        Object text = block.getValue("text");
        Object fields = block.getValue("fields");
        if (text == null && fields == null) {
            return "neither text nor fields";
        }
        String fault = text == null ? null : ofText(text, "text", SECTION_TEXT, false);
        if (fault != null || fields == null) {
            return fault;
        }
        fault = ofList(block, "fields", FIELDS);
        if (fault != null) {
            return fault;
        }
        JsonArray list = (JsonArray) fields;
        for (int i = 0; i < list.size() && fault == null; i++) {
            fault = ofText(list.getValue(i), "fields[" + i + "]", FIELD_TEXT, false);
        }
        return fault;
    }

    private static @Nullable String ofContext(JsonObject block) {
        String fault = ofList(block, "elements", CONTEXT_ELEMENTS);
        if (fault != null) {
            return fault;
        }
        JsonArray elements = block.getJsonArray("elements");
        for (int i = 0; i < elements.size() && fault == null; i++) {
            fault = elements.getValue(i) instanceof JsonObject element && "image".equals(element.getValue("type"))
                    ? ofImage(element)
                    : ofText(elements.getValue(i), "elements[" + i + "]", ANY_TEXT, false);
        }
        return fault;
    }

    private static @Nullable String ofList(JsonObject block, String name, int most) {
        if (!(block.getValue(name) instanceof JsonArray list)) {
            return name + " is not an array";
        }
        return list.isEmpty() || list.size() > most ? name + " holds " + list.size() + ", not 1 to " + most : null;
    }

    private static @Nullable String ofImage(JsonObject image) {
        if (!(image.getValue("alt_text") instanceof String alt) || alt.isEmpty() || alt.length() > ALT_TEXT) {
            return "alt_text is missing or longer than " + ALT_TEXT;
        }
        Object url = image.getValue("image_url");
        if (url == null && image.getValue("slack_file") != null) {
            return null;
        }
        return url instanceof String address && !address.isEmpty() && address.length() <= IMAGE_URL
                ? null
                : "image_url is missing or longer than " + IMAGE_URL;
    }

    private static @Nullable String ofText(@Nullable Object value, String where, int longest, boolean plainOnly) {
        if (!(value instanceof JsonObject object)) {
            return where + " is not a text object";
        }
        boolean plain = "plain_text".equals(object.getValue("type"));
        if (!plain && (plainOnly || !"mrkdwn".equals(object.getValue("type")))) {
            return where + ": type: " + object.getValue("type");
        }
        if (!(object.getValue("text") instanceof String text) || text.isEmpty()) {
            return where + ": text is missing or empty";
        }
        if (text.length() > longest) {
            return where + ": " + text.length() + " characters, not at most " + longest;
        }
        Object emoji = object.getValue("emoji");
        Object verbatim = object.getValue("verbatim");
        if (emoji != null && !(plain && emoji instanceof Boolean)) {
            return where + ": emoji is a boolean, for plain_text only";
        }
        if (verbatim != null && (plain || !(verbatim instanceof Boolean))) {
            return where + ": verbatim is a boolean, for mrkdwn only";
        }
        return null;
    }

    private static Optional<Violation> violates(SlackError error, String detail) {
        return Optional.of(new Violation(error, detail));
    }
}
