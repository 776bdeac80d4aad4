package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decodes events from JSON in UTF-8. Fields may come in any order, of a field that comes twice the last one counts, a null
 * field is an absent one, and what an event's kind does not have is skipped and never kept. Not safe for use from several
 * threads: one decoder per thread.
 */
public final class EventDecoder {
    private final EventParser parsers = new EventParser();
    private final EventDraft draft;
    private final FieldReader reader;

    public EventDecoder(EventVocabulary vocabulary) {
        this.draft = new EventDraft(vocabulary);
        this.reader = new FieldReader(draft);
    }

    /**
     * The event that the bytes are: one JSON object and nothing after it but white space. The bytes are not kept.
     *
     * @param now the time of arrival: an event of more than 5 minutes later is rejected
     * @throws InvalidEventException if they are no event, naming the field at fault
     */
    public Event decode(byte[] buffer, int offset, int length, Instant now) throws InvalidEventException {
        int found = Utf8.scan(buffer, offset, length);
        JsonSyntax.requireObject(buffer, offset, length, (found & Utf8.NOT_ASCII) != 0);
        reader.begin((found & Utf8.BACKSLASH) != 0);
        try {
            read(buffer, offset, length);
            return draft.finish(now);
        } finally {
            draft.clear();
        }
    }

    private void read(byte[] buffer, int offset, int length) throws InvalidEventException {
        boolean complete = false;
        try {
            readEvent(parsers.begin(buffer, offset, length));
            if (!parsers.end()) {
                throw InvalidEventException.notAnObject("something follows the object");
            }
            complete = true;
        } catch (IOException | IllegalStateException e) {
            // Jackson throws the latter where too many names collide in its table of names.
            throw JsonSyntax.explain(e, parsers);
        } finally {
            if (!complete) {
                parsers.abandon();
            }
        }
    }

    private void readEvent(JsonParser parser) throws IOException {
        parser.nextToken();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            switch (name) {
                case "event" -> reader.name(parser, Field.EVENT);
                case "id" -> reader.text(parser, Field.ID);
                case "time" -> reader.time(parser, Field.TIME);
                case "tags" -> reader.texts(parser, Field.TAGS);
                case "type" -> reader.name(parser, Field.TYPE);
                case "user_info" -> readUserInfo(parser);
                case "cost" -> reader.money(parser, Field.COST, true);
                case "alert_type" -> reader.name(parser, Field.ALERT_TYPE);
                case "level" -> reader.name(parser, Field.LEVEL);
                case "message" -> reader.text(parser, Field.MESSAGE);
                default -> readEntityField(parser, Field.entityField(name));
            }
        }
    }

    private void readUserInfo(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        draft.beginUserInfo();
        if (token != JsonToken.START_OBJECT) {
            reader.absentOr(parser, token, Field.USER_INFO, "an object");
            return;
        }
        String name;
        while ((name = parser.nextFieldName()) != null) {
            switch (name) {
                case "spend" -> reader.money(parser, Field.SPEND, true);
                case "max_budget" -> reader.money(parser, Field.MAX_BUDGET, false);
                case "soft_budget" -> reader.money(parser, Field.SOFT_BUDGET, false);
                case "budget_reset_at" -> reader.resetTime(parser, Field.BUDGET_RESET_AT);
                case "event_group" -> reader.eventGroup(parser, Field.EVENT_GROUP);
                case "projected_spend" -> reader.money(parser, Field.PROJECTED_SPEND, true);
                case "projected_exceeded_date" -> reader.optionalText(parser, Field.PROJECTED_EXCEEDED_DATE);
                case "tags" -> reader.texts(parser, Field.INFO_TAGS);
                default -> {
                    Field field = Field.entityField(name);
                    readEntityField(parser, field == null ? null : field.inUserInfo());
                }
            }
        }
    }

    private void readEntityField(JsonParser parser, @Nullable Field field) throws IOException {
        if (field == null) {
            parser.nextToken();
            parser.skipChildren();
        } else {
            reader.optionalText(parser, field);
        }
    }
}
