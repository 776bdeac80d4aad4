package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes events from JSON in UTF-8. Fields may come in any order, of a field that comes twice the last one counts, a null
 * field is an absent one, and what an event's kind does not have is no part of it. Not safe for use from several
 * threads: one decoder per thread.
 */
public final class EventDecoder {
    /** Members at an event's root that may be long and are never read: what LiteLLM tells of a call's content. */
    public static final Set<String> UNREAD = Set.of(
            "messages", "response", "model_parameters", "standard_built_in_tools_params", "guardrail_information");

    private final EventParser parsers = new EventParser();
    private final EventDraft draft;
    private final FieldReader reader;
    private final FieldOrder order = new FieldOrder();
    private final BudgetSubjects subjects;
    private final Form ownForm = this::readEvent;
    private final Form webhookForm = this::readWebhook;
    private final boolean countsTrackedSpend;
    private boolean isLiteLlm;

    /** Reads an object to its end, from a parser that stands before it. */
    @FunctionalInterface
    private interface Form {
        void read(JsonParser parser) throws IOException;
    }

    public EventDecoder(EventVocabulary vocabulary) {
        this(vocabulary, false);
    }

    /**
     * A decoder.
     *
     * @param countsTrackedSpend whether what LiteLLM says that a customer has spent ({@code spend_tracked}) is a {@code spend}
     *     event; otherwise it asks for nothing, for the calls themselves tell it too
     */
    public EventDecoder(EventVocabulary vocabulary, boolean countsTrackedSpend) {
        this.countsTrackedSpend = countsTrackedSpend;
        this.subjects = vocabulary.subjects();
        this.draft = new EventDraft(vocabulary);
        this.reader = new FieldReader(draft);
    }

    /**
     * The event that the bytes are: one JSON object and nothing after it but white space. The bytes are not kept.
     *
     * @param now the time of arrival: an event of more than 5 minutes later is rejected
     * @throws InvalidEventException if they are no event, naming the field at fault; or if reading them fails as nobody foresaw
     */
    public Event decode(byte[] buffer, int offset, int length, Instant now) throws InvalidEventException {
        isLiteLlm = false;
        int found = Utf8.scan(buffer, offset, length);
        JsonSyntax.requireObject(buffer, offset, length, (found & Utf8.NOT_ASCII) != 0);
        reader.begin((found & Utf8.BACKSLASH) != 0);
        try {
            read(buffer, offset, length, ownForm);
            String name = draft.name();
            EventKind kind = name == null ? null : EventKind.of(name);
            if (kind != null) {
                return draft.finish(kind, now);
            }
            GatewayKind ofGateway = GatewayKind.of(name);
            return ofGateway == null
                    ? liteLlm(buffer, offset, length, name, now)
                    : gateway(buffer, offset, length, ofGateway, now);
        } catch (RuntimeException | StackOverflowError e) {
            throw InvalidEventException.unforeseen(e);
        } finally {
            draft.clear();
        }
    }

    /** Whether the event that was decoded last came as LiteLLM itself sends it. */
    public boolean wasLiteLlm() {
        return isLiteLlm;
    }

    /** What is told seldom is read again for the members that no other kind has, so that they cost the others nothing. */
    private Event gateway(byte[] buffer, int offset, int length, GatewayKind kind, Instant now)
            throws InvalidEventException {
        GatewayReader own = new GatewayReader(kind);
        read(buffer, offset, length, own::read);
        isLiteLlm = own.isWebhook();
        return isLiteLlm ? draft.finishQuiet(now) : draft.finishGateway(own, now);
    }

    /** What LiteLLM sends has no {@code event}, or one that is not ours: it is read again for what it is. */
    private Event liteLlm(byte[] buffer, int offset, int length, @Nullable String name, Instant now)
            throws InvalidEventException {
        isLiteLlm = true;
        CallReader call = new CallReader();
        read(buffer, offset, length, call::read);
        if (name == null && call.isCall()) {
            return call.finish(subjects, now);
        }
        WebhookHead webhook = call.webhook();
        if (!webhook.isWhole() || (name != null && !WebhookNames.isJudged(name) && !WebhookNames.isQuiet(name))) {
            throw EventKind.unknown(name);
        }
        boolean isSpend = countsTrackedSpend && WebhookNames.SPEND_TRACKED.equals(name);
        if (name != null && WebhookNames.isQuiet(name) && !isSpend) {
            return draft.finishQuiet(now);
        }
        draft.beginUserInfo();
        read(buffer, offset, length, webhookForm);
        String unnamed = webhook.messageOfUnnamed();
        if (unnamed != null) {
            return draft.finishUnnamed(unnamed, webhook.group(), now);
        }
        try {
            return isSpend ? draft.finishTrackedSpend(now) : draft.finishWebhook(webhook.isProjection(name), now);
        } catch (InvalidEventException e) {
            throw e.outside(Field.USER_INFO.path());
        }
    }

    private void read(byte[] buffer, int offset, int length, Form form) throws InvalidEventException {
        boolean complete = false;
        try {
            form.read(parsers.begin(buffer, offset, length));
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
        readFields(parser, false);
    }

    private void readWebhook(JsonParser parser) throws IOException {
        parser.nextToken();
        readFields(parser, true);
    }

    private void readFields(JsonParser parser, boolean inUserInfo) throws IOException {
        int place = FieldOrder.begin(inUserInfo);
        Field field;
        while ((field = order.next(parser, place, inUserInfo)) != null) {
            readField(parser, field);
            place = field.place();
        }
    }

    private void readField(JsonParser parser, Field field) throws IOException {
        switch (field) {
            case EVENT, TYPE, ALERT_TYPE, LEVEL -> reader.name(parser, field);
            case ID, MESSAGE -> reader.text(parser, field);
            case TIME -> reader.time(parser, field);
            case TAGS, INFO_TAGS -> reader.texts(parser, field);
            case USER_INFO -> readUserInfo(parser);
            case COST, SPEND, PROJECTED_SPEND -> reader.money(parser, field, true);
            case MAX_BUDGET, SOFT_BUDGET -> reader.money(parser, field, false);
            case BUDGET_RESET_AT -> reader.resetTime(parser, field);
            case EVENT_GROUP -> reader.eventGroup(parser, field);
            default -> reader.optionalText(parser, field);
        }
    }

    private void readUserInfo(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        draft.beginUserInfo();
        if (token == JsonToken.START_OBJECT) {
            readFields(parser, true);
        } else {
            reader.absentOr(parser, token, Field.USER_INFO, "an object");
        }
    }
}
