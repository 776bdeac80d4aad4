package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spendbell.event.CallCourse.Status;
import io.spendbell.event.GatewayKind.Member;
import io.spendbell.event.ManagementEvent.Action;
import io.spendbell.event.ManagementEvent.Actor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an event of one of the {@link GatewayKind}s has beside the fields of all events. One per event. Not safe for use
 * from several threads.
 */
final class GatewayReader {
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_OPERATION = 256;
    private static final int LONGEST_ERROR = 40_000;
    private static final String STATUS_RULE = "started, success or failure";

    private final GatewayKind kind;
    private final Map<Member, Object> values = new EnumMap<>(Member.class);
    private final Map<Member, InvalidEventException> faults = new EnumMap<>(Member.class);
    private boolean hasEventGroup;
    private boolean hasEventMessage;

    GatewayReader(GatewayKind kind) {
        this.kind = kind;
    }

    /** Reads the event's object. */
    void read(JsonParser parser) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Member member = kind.member(name);
            JsonToken value = parser.nextToken();
            if (member != null) {
                member(parser, member, value);
            } else if (name.equals("event_group")) {
                hasEventGroup = value != JsonToken.VALUE_NULL;
            } else if (name.equals("event_message")) {
                hasEventMessage = value != JsonToken.VALUE_NULL;
            }
            parser.skipChildren();
        }
    }

    /** Whether it is LiteLLM's WebhookEvent of the same name, which tells nothing that is to be judged. */
    boolean isWebhook() {
        return kind == GatewayKind.KEY_CREATED && hasEventGroup && hasEventMessage;
    }

    private void member(JsonParser parser, Member member, JsonToken value) throws IOException {
        values.remove(member);
        faults.remove(member);
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        try {
            Object read = value(parser, member, value);
            if (read != null) {
                values.put(member, read);
            }
        } catch (InvalidEventException e) {
            faults.put(member, e);
        }
    }

    private static @Nullable Object value(JsonParser parser, Member member, JsonToken value)
            throws IOException, InvalidEventException {
        String path = member.wireName();
        return switch (member) {
            case ACTOR -> ActorReader.read(parser, value);
            case ARGUMENTS, METADATA -> ArgumentsReader.read(parser, value, path);
            case BASE_MODEL, FALLBACK_MODEL -> redacted(Strict.text(parser, value, path, LONGEST_NAME));
            case INPUT_COST, OUTPUT_COST, COST -> Strict.money(parser, value, path);
            case DEPRECATION_DATE -> Strict.date(parser, value, path);
            case COOLDOWN_UNTIL -> Strict.moment(parser, value, path);
            case STATUS_CODE -> Strict.statusCode(parser, value, path);
            case OPERATION, ERROR_CLASS -> redacted(Strict.text(parser, value, path, LONGEST_OPERATION));
            case ERROR -> redacted(Strict.text(parser, value, path, LONGEST_ERROR));
            case SUCCESS -> Strict.truth(parser, value, path);
            case STATUS -> status(parser, value, path);
            case LATENCY -> Strict.seconds(parser, value, path);
            case COMPLETION_TOKENS -> Strict.count(parser, value, path);
        };
    }

    private static Status status(JsonParser parser, JsonToken value, String path)
            throws IOException, InvalidEventException {
        if (value != JsonToken.VALUE_STRING) {
            throw Strict.wrongType(parser, value, path, STATUS_RULE);
        }
        Status status = Status.ofWireName(parser.getText());
        if (status == null) {
            throw InvalidEventException.unexpected(path, parser.getText(), STATUS_RULE);
        }
        return status;
    }

    private static @Nullable String redacted(@Nullable String text) {
        return text == null ? null : Redaction.of(text);
    }

    /**
     * The event that was read.
     *
     * @param fields those that all events have
     */
    Event finish(@Nullable String id, @Nullable Instant time, EntityFields fields) throws InvalidEventException {
        for (InvalidEventException fault : faults.values()) {
            throw fault;
        }
        return switch (kind) {
            case KEY_CREATED -> management(id, time, fields, EntityKind.KEY, Action.CREATED);
            case KEY_UPDATED -> management(id, time, fields, EntityKind.KEY, Action.UPDATED);
            case KEY_DELETED -> management(id, time, fields, EntityKind.KEY, Action.DELETED);
            case TEAM_CREATED -> management(id, time, fields, EntityKind.TEAM, Action.CREATED);
            case TEAM_UPDATED -> management(id, time, fields, EntityKind.TEAM, Action.UPDATED);
            case TEAM_DELETED -> management(id, time, fields, EntityKind.TEAM, Action.DELETED);
            case USER_CREATED -> management(id, time, fields, EntityKind.USER, Action.CREATED);
            case USER_UPDATED -> management(id, time, fields, EntityKind.USER, Action.UPDATED);
            case USER_DELETED -> management(id, time, fields, EntityKind.USER, Action.DELETED);
            case MODEL_ADDED ->
                new ModelAddedEvent(
                        id,
                        time,
                        fields,
                        required(fields.model(), Field.MODEL.path(), "the model's name"),
                        (String) values.get(Member.BASE_MODEL),
                        (Usd) values.get(Member.INPUT_COST),
                        (Usd) values.get(Member.OUTPUT_COST));
            case MODEL_DEPRECATION ->
                new ModelDeprecationEvent(
                        id, time, fields, required(fields.model(), Field.MODEL.path(), "the model's name"), (LocalDate)
                                required(
                                        values.get(Member.DEPRECATION_DATE),
                                        Member.DEPRECATION_DATE.wireName(),
                                        "a date, such as 2026-12-31"));
            case DEPLOYMENT_COOLDOWN ->
                new CooldownEvent(
                        id,
                        time,
                        fields,
                        required(fields.deploymentId(), Field.DEPLOYMENT_ID.path(), "the id of a deployment"),
                        (Instant) values.get(Member.COOLDOWN_UNTIL),
                        (Integer) values.get(Member.STATUS_CODE),
                        (String) values.get(Member.ERROR));
            case DB_EXCEPTION -> failure(id, time, fields, FailureEvent.What.DATABASE);
            case SPEND_TRACKING_FAILED -> failure(id, time, fields, FailureEvent.What.SPEND_TRACKING);
            case FALLBACK ->
                new FallbackEvent(
                        id,
                        time,
                        fields,
                        required(fields.model(), Field.MODEL.path(), "the model that was asked for"),
                        (String) required(
                                values.get(Member.FALLBACK_MODEL),
                                Member.FALLBACK_MODEL.wireName(),
                                "the model that was asked instead"),
                        (Boolean) required(
                                values.get(Member.SUCCESS), Member.SUCCESS.wireName(), "whether that one answered"));
            case REQUEST -> request(id, time, fields);
        };
    }

    @SuppressWarnings("unchecked")
    private ManagementEvent management(
            @Nullable String id, @Nullable Instant time, EntityFields fields, EntityKind subject, Action action)
            throws InvalidEventException {
        Actor actor = (Actor) values.get(Member.ACTOR);
        Map<String, String> arguments = (Map<String, String>) values.get(Member.ARGUMENTS);
        if (actor == null && arguments == null) {
            throw InvalidEventException.missing("actor", "an object, or else arguments");
        }
        return new ManagementEvent(id, time, fields, subject, action, actor, arguments == null ? Map.of() : arguments);
    }

    private FailureEvent failure(
            @Nullable String id, @Nullable Instant time, EntityFields fields, FailureEvent.What what)
            throws InvalidEventException {
        return new FailureEvent(id, time, fields, what, (String) values.get(Member.OPERATION), (String)
                required(values.get(Member.ERROR), Member.ERROR.wireName(), "what went wrong, a string"));
    }

    @SuppressWarnings("unchecked")
    private CallEvent request(@Nullable String id, @Nullable Instant time, EntityFields fields)
            throws InvalidEventException {
        String requestId = required(id, Field.ID.path(), "the call's id, a string");
        Status status = (Status) required(values.get(Member.STATUS), Member.STATUS.wireName(), STATUS_RULE);
        Usd cost = (Usd) values.get(Member.COST);
        Map<String, String> metadata = (Map<String, String>) values.get(Member.METADATA);
        CallFailure failure = status != Status.FAILURE
                ? null
                : CallFailure.of(
                        (Integer) values.get(Member.STATUS_CODE), (String) values.get(Member.ERROR_CLASS), (String)
                                values.get(Member.ERROR));
        return new CallEvent(
                status.repeatId(requestId),
                time,
                fields,
                status == Status.SUCCESS && cost != null ? cost : Usd.ZERO,
                true,
                List.of(),
                new CallCourse(
                        requestId,
                        status,
                        (Duration) values.get(Member.LATENCY),
                        (Long) values.get(Member.COMPLETION_TOKENS),
                        failure,
                        metadata == null ? Map.of() : metadata));
    }

    private static <T> T required(@Nullable T value, String path, String rule) throws InvalidEventException {
        if (value == null) {
            throw InvalidEventException.missing(path, rule);
        }
        return value;
    }
}
