package io.spendbell.event;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a budget stands from the message of LiteLLM's budget alert: its first line says what happened, and behind an empty
 * line each field of a {@code user_info} but the key's hash has a line of its own. What is not all of that, or names a field
 * twice, is not read: a name may hold anything. Stateless.
 */
final class SlackBudget {
    private static final Pattern LINE = Pattern.compile("(?m)^\\*([a-z_]{1,32}):\\* `(.*)`[ \\t\\r]*$");
    private static final String PROJECTED = "Key Budget: Projected Limit Exceeded";

    /** The fields that are read, by LiteLLM's names. */
    private enum Told {
        SPEND,
        MAX_BUDGET,
        SOFT_BUDGET,
        CUSTOMER_ID,
        USER_ID,
        TEAM_ID,
        TEAM_ALIAS,
        ORGANIZATION_ID,
        USER_EMAIL,
        KEY_ALIAS,
        PROJECTED_EXCEEDED_DATE,
        PROJECTED_SPEND,
        EVENT_GROUP;

        static @Nullable Told named(String name) {
            for (Told told : VALUES) {
                if (told.wireName.equals(name)) {
                    return told;
                }
            }
            return null;
        }

        private static final Told[] VALUES = values();
        private final String wireName = name().toLowerCase(Locale.ROOT);
    }

    private SlackBudget() {}

    /** The budget that a message tells of, or null where it does not tell all that is needed. */
    static @Nullable BudgetEvent read(String message, BudgetSubjects subjects) {
        Map<Told, String> told = fields(message);
        String group = told.get(Told.EVENT_GROUP);
        EntityKind kind = group == null ? null : EntityKind.ofWireName(group);
        Usd spend = money(told.get(Told.SPEND));
        if (kind == null || spend == null) {
            return null;
        }
        String type = WebhookNames.type(kind, message.startsWith(PROJECTED));
        EntityFields fields = entityFields(told);
        try {
            return new BudgetEvent(
                    null,
                    null,
                    type,
                    subjects.subject(type, kind, fields),
                    fields,
                    spend,
                    money(told.get(Told.MAX_BUDGET)),
                    money(told.get(Told.SOFT_BUDGET)),
                    null,
                    money(told.get(Told.PROJECTED_SPEND)),
                    told.get(Told.PROJECTED_EXCEEDED_DATE));
        } catch (InvalidEventException e) {
            // Of a project and a tag LiteLLM does not tell which: it is an alert as it stands.
            return null;
        }
    }

    /** The id of a message on something that LiteLLM does not name; null where it has none. */
    static @Nullable String idOfUnnamed(String message) {
        Map<Told, String> told = fields(message);
        return UnnamedBudget.id(
                message,
                told.get(Told.EVENT_GROUP),
                money(told.get(Told.SPEND)),
                money(told.get(Told.MAX_BUDGET)),
                money(told.get(Told.SOFT_BUDGET)),
                told.get(Told.USER_ID),
                told.get(Told.TEAM_ID),
                told.get(Told.ORGANIZATION_ID));
    }

    /** What is told; nothing where a field is told twice, or one that is read is longer than it may be. */
    private static Map<Told, String> fields(String message) {
        Map<Told, String> told = new EnumMap<>(Told.class);
        int body = message.indexOf("\n\n");
        Matcher line = LINE.matcher(body < 0 ? "" : message.substring(body));
        while (line.find()) {
            Told field = Told.named(line.group(1));
            String value = line.group(2);
            if (field != null && (value.length() > Field.KEY_ALIAS.longest() || told.put(field, value) != null)) {
                return Map.of();
            }
        }
        return told;
    }

    private static @Nullable Usd money(@Nullable String text) {
        try {
            return text == null || text.isEmpty() || text.charAt(0) == '-'
                    ? null
                    : Usd.parse(text.toCharArray(), 0, text.length());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static EntityFields entityFields(Map<Told, String> told) {
        return EntityFields.ofCaller(
                null,
                told.get(Told.KEY_ALIAS),
                told.get(Told.USER_ID),
                told.get(Told.USER_EMAIL),
                told.get(Told.TEAM_ID),
                told.get(Told.TEAM_ALIAS),
                told.get(Told.ORGANIZATION_ID),
                null,
                told.get(Told.CUSTOMER_ID));
    }
}
