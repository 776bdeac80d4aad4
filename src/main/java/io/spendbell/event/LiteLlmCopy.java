package io.spendbell.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A copy of what LiteLLM sent, to be decoded again later: the same event, with an id, so that it counts once, and with a time, so that it counts for
 * when it came. Of the rest it holds nothing: neither prompts and answers nor what else is never read, and no secret that is left out as it is read. Stateless.
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
            "status",
            "litellm_call_id",
            "cache_hit",
            "response_cost",
            "completion_tokens",
            "startTime",
            "endTime",
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
            "request_tags");

    /** Members of which only matters that they are there. */
    private static final Set<String> PRESENT = Set.of("call_type", "response_cost_failure_debug_info");

    /** Members that are objects, with those of theirs that are copied. */
    private static final Map<String, Set<String>> KEPT_IN_PART = Map.of(
            "metadata",
            Set.of(
                    "user_api_key_hash",
                    "user_api_key_alias",
                    "user_api_key_user_id",
                    "user_api_key_user_email",
                    "user_api_key_team_id",
                    "user_api_key_team_alias",
                    "user_api_key_org_id",
                    "user_api_key_project_id",
                    "user_api_key_end_user_id",
                    CallMetadata.REQUESTER,
                    "user_api_key_spend",
                    "user_api_key_max_budget",
                    "user_api_key_budget_reset_at",
                    "user_api_key_user_spend",
                    "user_api_key_user_max_budget",
                    "user_api_key_team_spend",
                    "user_api_key_team_max_budget"),
            "hidden_params",
            Set.of("response_cost"),
            "error_information",
            Set.of("error_code", "error_class", "error_message", "error_rate_limit_category", "error_rate_limit_type"));

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
            Set<String> part = KEPT_IN_PART.get(name);
            if (isSpend && name.equals("event")) {
                copy.writeStringField(name, "spend");
            } else if (KEPT.contains(name)) {
                whole(parser, copy, isSpend && name.equals("spend") ? "cost" : name, value);
            } else if (PRESENT.contains(name) && value != JsonToken.VALUE_NULL) {
                copy.writeBooleanField(name, true);
            } else if (part != null && value == JsonToken.START_OBJECT) {
                copy.writeFieldName(name);
                part(parser, copy, part);
            }
            parser.skipChildren();
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

    private static void whole(JsonParser parser, JsonGenerator copy, String name, JsonToken value) throws IOException {
        if (value.isScalarValue()) {
            copy.writeFieldName(name);
            scalar(parser, copy);
        } else if (value == JsonToken.START_ARRAY) {
            copy.writeArrayFieldStart(name);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken().isScalarValue()) {
                    scalar(parser, copy);
                }
                parser.skipChildren();
            }
            copy.writeEndArray();
        } else if (!name.equals("cache_hit")) {
            // What is read of an object is at most that it is there.
            copy.writeBooleanField(name, true);
        }
    }

    private static void part(JsonParser parser, JsonGenerator copy, Set<String> kept) throws IOException {
        copy.writeStartObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (kept.contains(name)) {
                ofPart(parser, copy, name, value);
            }
            parser.skipChildren();
        }
        copy.writeEndObject();
    }

    private static void ofPart(JsonParser parser, JsonGenerator copy, String name, JsonToken value) throws IOException {
        switch (name) {
            case "error_message" -> redacted(copy, name, CallFailureReader.message(parser, value));
            case "error_class" -> redacted(copy, name, CallFailureReader.errorClass(parser, value));
            case CallMetadata.REQUESTER -> shownInAlerts(copy, CallMetadata.shownInAlerts(parser, value));
            default -> {
                if (value.isScalarValue()) {
                    copy.writeFieldName(name);
                    scalar(parser, copy);
                }
            }
        }
    }

    private static void redacted(JsonGenerator copy, String name, @Nullable String text) throws IOException {
        if (text != null) {
            copy.writeStringField(name, text);
        }
    }

    private static void shownInAlerts(JsonGenerator copy, Map<String, String> shown) throws IOException {
        if (!shown.isEmpty()) {
            copy.writeObjectFieldStart(CallMetadata.REQUESTER);
            copy.writeObjectFieldStart(CallMetadata.SHOWN);
            for (Map.Entry<String, String> each : shown.entrySet()) {
                copy.writeStringField(each.getKey(), each.getValue());
            }
            copy.writeEndObject();
            copy.writeEndObject();
        }
    }

    /** A number is copied digit by digit: it may be money. */
    private static void scalar(JsonParser parser, JsonGenerator copy) throws IOException {
        if (parser.currentToken().isNumeric()) {
            copy.writeNumber(parser.getText());
        } else {
            copy.copyCurrentEvent(parser);
        }
    }
}
