package io.spendbell.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A copy of what LiteLLM sent, to be decoded again later: the same event, with an id, so that it counts once, and with a time, so that it counts for
 * when it came. Of the rest it holds nothing: neither prompts and answers nor what else is never read. Stateless.
 */
public final class LiteLlmCopy {
    private static final int LONGEST_ID = 1024;

    /** Members at the root that are copied as they are. */
    private static final Set<String> KEPT = Set.of(
            "event",
            "event_group",
            "event_message",
            "id",
            "time",
            "spend",
            "max_budget",
            "soft_budget",
            "token",
            "customer_id",
            "user_id",
            "user_email",
            "team_id",
            "team_alias",
            "organization_id",
            "project_id",
            "key_alias",
            "projected_exceeded_date",
            "projected_spend",
            "budget_reset_at",
            "tag",
            "tags",
            "call_type",
            "status",
            "litellm_call_id",
            "trace_id",
            "stream",
            "cache_hit",
            "response_cost",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "startTime",
            "endTime",
            "completionStartTime",
            "response_time",
            "model",
            "model_id",
            "model_group",
            "provider",
            "region",
            "deployment_id",
            "custom_llm_provider",
            "api_base",
            "end_user",
            "request_tags",
            "error_str");

    /** Members that are objects, of which single values are copied, unless they may be long or private. */
    private static final Set<String> KEPT_IN_PART = Set.of("metadata", "hidden_params", "error_information");

    private static final Set<String> NEVER_KEPT = Set.of("traceback", "user_api_key_auth_metadata", "cache_key");

    private final boolean isSpend;
    private boolean hasId;
    private boolean isCall;
    private boolean hasTime;
    private boolean hasEndTime;

    private LiteLlmCopy(boolean isSpend) {
        this.isSpend = isSpend;
    }

    /**
     * The copy, on one line.
     *
     * @param buffer holds an event that was decoded without a fault
     * @param now when it came
     * @param newId makes an id where it has none
     */
    public static byte[] of(byte[] buffer, int offset, int length, Instant now, Supplier<String> newId) {
        return copy(buffer, offset, length, now, newId, false);
    }

    /** As {@link #of}, of a {@code spend_tracked} that counts: the copy is a {@code spend} event, whoever decodes it. */
    public static byte[] ofSpend(byte[] buffer, int offset, int length, Instant now, Supplier<String> newId) {
        return copy(buffer, offset, length, now, newId, true);
    }

    private static byte[] copy(
            byte[] buffer, int offset, int length, Instant now, Supplier<String> newId, boolean isSpend) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream(2_048);
        try (JsonParser parser = EventParser.JSON.createParser(buffer, offset, length);
                JsonGenerator copy = EventParser.JSON.createGenerator(copied)) {
            new LiteLlmCopy(isSpend).copy(parser, copy, now, newId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copied.toByteArray();
    }

    private void copy(JsonParser parser, JsonGenerator copy, Instant now, Supplier<String> newId) throws IOException {
        parser.nextToken();
        copy.writeStartObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            note(parser, name, value);
            if (isSpend && name.equals("event")) {
                copy.writeStringField(name, "spend");
            } else if (KEPT.contains(name)) {
                copy.writeFieldName(isSpend && name.equals("spend") ? "cost" : name);
                value(parser, copy);
            } else if (KEPT_IN_PART.contains(name) && value == JsonToken.START_OBJECT) {
                copy.writeFieldName(name);
                singleValues(parser, copy);
            } else {
                parser.skipChildren();
            }
        }
        if (!hasId) {
            copy.writeStringField("id", newId.get());
        }
        if (isCall && !hasEndTime) {
            copy.writeNumberField("endTime", seconds(now));
        } else if (!isCall && !hasTime) {
            copy.writeStringField("time", now.toString());
        }
        copy.writeEndObject();
    }

    private void note(JsonParser parser, String name, JsonToken value) throws IOException {
        switch (name) {
            case "id", "litellm_call_id" ->
                hasId |= value == JsonToken.VALUE_STRING
                        && parser.getTextLength() > 0
                        && parser.getTextLength() <= LONGEST_ID;
            case "call_type" -> isCall = value != JsonToken.VALUE_NULL;
            case "time" -> hasTime = value != JsonToken.VALUE_NULL;
            case "endTime" -> hasEndTime = value != JsonToken.VALUE_NULL;
            default -> {
                // Nothing hangs on its being there.
            }
        }
    }

    private static BigDecimal seconds(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano() / 1_000, 6));
    }

    private static void singleValues(JsonParser parser, JsonGenerator copy) throws IOException {
        copy.writeStartObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isScalarValue() && !NEVER_KEPT.contains(name)) {
                copy.writeFieldName(name);
                value(parser, copy);
            } else {
                parser.skipChildren();
            }
        }
        copy.writeEndObject();
    }

    /** A number is copied digit by digit: it may be money. */
    private static void value(JsonParser parser, JsonGenerator copy) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isNumeric()) {
            copy.writeNumber(parser.getText());
        } else if (token == JsonToken.START_ARRAY) {
            copy.writeStartArray();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                value(parser, copy);
            }
            copy.writeEndArray();
        } else {
            copy.copyCurrentStructure(parser);
        }
    }
}
