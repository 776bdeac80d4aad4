package io.spendbell.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been read of an event so far: each field's value or fault, whatever the order of fields. Which fields matter is
 * known once the whole event was read, for {@code event} may come last. One per decoder, used again for each event.
 */
final class EventDraft {
    private static final int FIELDS = Field.values().length;
    private static final long USER_INFO_FIELDS = bits(Field.INFO_TAGS, Field.PROJECTED_EXCEEDED_DATE);
    private static final int FIRST_ENTITY_FIELD = Field.TAGS.place();
    private static final int LAST_ENTITY_FIELD = Field.REGION.place();
    private static final int TO_INFO = Field.INFO_TAGS.place() - FIRST_ENTITY_FIELD;

    private final EventVocabulary vocabulary;
    private final @Nullable Object[] values = new @Nullable Object[FIELDS];
    private final @Nullable InvalidEventException[] faults = new @Nullable InvalidEventException[FIELDS];
    private long faulty;

    EventDraft(EventVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(values, null);
        if (faulty != 0) {
            faulty = 0;
            Arrays.fill(faults, null);
        }
    }

    /** Notes a field's value, in place of what was noted of it before; null makes it absent. */
    void put(Field field, @Nullable Object value) {
        values[field.place()] = value;
        faulty &= ~field.bit();
    }

    /** Notes that a field is not as it should be, in place of what was noted of it before. */
    void putFault(Field field, InvalidEventException fault) {
        values[field.place()] = null;
        faults[field.place()] = fault;
        faulty |= field.bit();
    }

    /** Notes that there is a {@code user_info}, of which nothing is known yet. */
    void beginUserInfo() {
        if (values[Field.USER_INFO.place()] != null) {
            Arrays.fill(values, Field.INFO_TAGS.place(), Field.PROJECTED_EXCEEDED_DATE.place() + 1, null);
            faulty &= ~USER_INFO_FIELDS;
        }
        put(Field.USER_INFO, Field.USER_INFO);
    }

    /** The value of {@code event}, or null; fails where it is not a text. */
    @Nullable
    String name() throws InvalidEventException {
        throwFault(Field.EVENT.bit());
        return text(Field.EVENT);
    }

    /** The event, once everything was read. */
    Event finish(EventKind kind, Instant now) throws InvalidEventException {
        throwFault(kind.fields());
        Instant time = time(now);
        return switch (kind) {
            case BUDGET -> budget(time);
            case SPEND -> new SpendEvent(text(Field.ID), time, entityFields(false), cost());
            case ALERT -> alert(time);
            case SYNC -> new SyncEvent(required(Field.ID, "a string that the answer repeats"));
        };
    }

    /** An event of a kind with members of its own, once these were read too. */
    Event finishGateway(GatewayReader own, Instant now) throws InvalidEventException {
        throwFault(EventKind.COMMON_FIELDS);
        return own.finish(text(Field.ID), time(now), entityFields(false));
    }

    /** LiteLLM's WebhookEvent that has nothing to judge, once its root was read. */
    QuietEvent finishQuiet(Instant now) throws InvalidEventException {
        throwFault(Field.ID.bit() | Field.TIME.bit());
        return new QuietEvent(text(Field.ID), time(now));
    }

    /**
     * LiteLLM's WebhookEvent on something that it does not name, once its root was read as a {@code user_info} too: it can only be passed on.
     * It goes by what it tells, and by an id of its own only where that is too little.
     */
    AlertEvent finishUnnamed(String message, @Nullable String group, Instant now) throws InvalidEventException {
        throwFault(EventKind.COMMON_FIELDS);
        EntityFields fields = entityFields(false);
        String told = UnnamedBudget.id(
                message,
                group,
                money(Field.SPEND),
                money(Field.MAX_BUDGET),
                money(Field.SOFT_BUDGET),
                text(Field.INFO_USER_ID),
                text(Field.INFO_TEAM_ID),
                text(Field.INFO_ORGANIZATION_ID));
        return new AlertEvent(
                told == null ? text(Field.ID) : told, time(now), fields, "budget_alerts", "High", message);
    }

    /** What LiteLLM says that a customer's call has cost, once its root was read as a {@code user_info} too. */
    SpendEvent finishTrackedSpend(Instant now) throws InvalidEventException {
        throwFault(EventKind.BUDGET.fields() & ~Field.TYPE.bit());
        Usd cost = money(Field.SPEND);
        if (cost == null) {
            throw InvalidEventException.missing(Field.SPEND.path(), "a number");
        }
        return new SpendEvent(text(Field.ID), time(now), entityFields(true), cost);
    }

    /** LiteLLM's WebhookEvent, once its root was read as a {@code user_info} too. */
    BudgetEvent finishWebhook(boolean projected, Instant now) throws InvalidEventException {
        throwFault(EventKind.BUDGET.fields() & ~Field.TYPE.bit());
        EntityKind group = (EntityKind) values[Field.EVENT_GROUP.place()];
        put(Field.TYPE, group == null ? "" : WebhookNames.type(group, projected));
        return budget(time(now));
    }

    private @Nullable Instant time(Instant now) throws InvalidEventException {
        Instant time = (Instant) values[Field.TIME.place()];
        if (time != null && EventTime.isTooFarAhead(time, now)) {
            throw InvalidEventException.unexpected(
                    Field.TIME.path(), time.toString(), "at most 5 minutes ahead of now, " + now);
        }
        return time;
    }

    private BudgetEvent budget(@Nullable Instant time) throws InvalidEventException {
        String type = required(Field.TYPE, "a budget alert type such as token_budget");
        if (values[Field.USER_INFO.place()] == null) {
            throw InvalidEventException.missing(Field.USER_INFO.path(), "an object");
        }
        EntityKind group = (EntityKind) values[Field.EVENT_GROUP.place()];
        if (group == null) {
            throw InvalidEventException.missing(Field.EVENT_GROUP.path(), FieldReader.EVENT_GROUPS);
        }
        Usd spend = money(Field.SPEND);
        if (spend == null) {
            throw InvalidEventException.missing(Field.SPEND.path(), "a number");
        }
        EntityFields fields = entityFields(true);
        return new BudgetEvent(
                text(Field.ID),
                time,
                type,
                vocabulary.subjects().subject(type, group, fields),
                fields,
                spend,
                money(Field.MAX_BUDGET),
                money(Field.SOFT_BUDGET),
                (Instant) values[Field.BUDGET_RESET_AT.place()],
                money(Field.PROJECTED_SPEND),
                text(Field.PROJECTED_EXCEEDED_DATE));
    }

    private Usd cost() throws InvalidEventException {
        Usd cost = money(Field.COST);
        if (cost == null) {
            throw InvalidEventException.missing(Field.COST.path(), "a number");
        }
        return cost;
    }

    private AlertEvent alert(@Nullable Instant time) throws InvalidEventException {
        String type = required(Field.ALERT_TYPE, "an alert type such as budget_alerts");
        if (!vocabulary.alertTypes().contains(type)) {
            throw InvalidEventException.unexpected(
                    Field.ALERT_TYPE.path(), type, "an alert type such as budget_alerts");
        }
        String level = required(Field.LEVEL, "Low, Medium or High");
        if (!level.equals("Low") && !level.equals("Medium") && !level.equals("High")) {
            throw InvalidEventException.unexpected(Field.LEVEL.path(), level, "Low, Medium or High");
        }
        String message = required(Field.MESSAGE, "the text to send");
        return new AlertEvent(text(Field.ID), time, entityFields(false), type, level, message);
    }

    /** The entity fields; those of {@code user_info} come before those at the event's root. */
    private EntityFields entityFields(boolean ofUserInfo) {
        if (ofUserInfo) {
            for (int i = FIRST_ENTITY_FIELD; i <= LAST_ENTITY_FIELD; i++) {
                if (values[i + TO_INFO] != null) {
                    values[i] = values[i + TO_INFO];
                }
            }
        }
        return new EntityFields(
                entity(1),
                entity(2),
                entity(3),
                entity(4),
                entity(5),
                entity(6),
                entity(7),
                entity(8),
                entity(9),
                tags(),
                entity(10),
                entity(11),
                entity(12),
                entity(13),
                entity(14),
                entity(15),
                entity(16));
    }

    /** The single-valued entity field of that number, in the order of {@link EntityFields#NAMES}. */
    private @Nullable String entity(int number) {
        return (String) values[FIRST_ENTITY_FIELD + number];
    }

    @SuppressWarnings("unchecked")
    private List<String> tags() {
        Object tags = values[FIRST_ENTITY_FIELD];
        return tags == null ? List.of() : (List<String>) tags;
    }

    private @Nullable String text(Field field) {
        return (String) values[field.place()];
    }

    private @Nullable Usd money(Field field) {
        return (Usd) values[field.place()];
    }

    private String required(Field field, String rule) throws InvalidEventException {
        String text = text(field);
        if (text == null) {
            throw InvalidEventException.missing(field.path(), rule);
        }
        return text;
    }

    private void throwFault(long fields) throws InvalidEventException {
        long relevant = faulty & fields;
        if (relevant != 0) {
            InvalidEventException fault = faults[Long.numberOfTrailingZeros(relevant)];
            if (fault != null) {
                throw fault;
            }
        }
    }

    private static long bits(Field first, Field last) {
        return (last.bit() << 1) - first.bit();
    }
}
