package io.spendbell.traffic;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.ManagementEvent;
import io.spendbell.event.ManagementEvent.Action;
import io.spendbell.event.ManagementEvent.Actor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who created, changed or deleted which key, team or user: an alert for each event. Stateless. */
final class ManagementAlerts {
    private static final int LONGEST_VALUE = 200;

    /** How much is told of arguments, so that a message holds whole ones only. */
    private static final int LONGEST_LIST = 2_000;

    private ManagementAlerts() {}

    static TrafficFinding of(ManagementEvent event) {
        String id = id(event);
        return TrafficFinding.ofEach(
                type(event.subject(), event.action()),
                Level.HIGH,
                id == null || id.isEmpty() ? null : new Entity(event.subject(), id),
                event.fields(),
                subject(event) + " was " + event.action().name().toLowerCase(Locale.ROOT) + " by "
                        + actor(event.actor()) + "." + arguments(event.arguments()));
    }

    private static AlertType type(EntityKind subject, Action action) {
        return switch (subject) {
            case KEY ->
                switch (action) {
                    case CREATED -> AlertType.NEW_VIRTUAL_KEY_CREATED;
                    case UPDATED -> AlertType.VIRTUAL_KEY_UPDATED;
                    case DELETED -> AlertType.VIRTUAL_KEY_DELETED;
                };
            case TEAM ->
                switch (action) {
                    case CREATED -> AlertType.NEW_TEAM_CREATED;
                    case UPDATED -> AlertType.TEAM_UPDATED;
                    case DELETED -> AlertType.TEAM_DELETED;
                };
            case USER ->
                switch (action) {
                    case CREATED -> AlertType.NEW_INTERNAL_USER_CREATED;
                    case UPDATED -> AlertType.INTERNAL_USER_UPDATED;
                    case DELETED -> AlertType.INTERNAL_USER_DELETED;
                };
            default -> throw new IllegalArgumentException(subject + ": not managed");
        };
    }

    private static @Nullable String id(ManagementEvent event) {
        EntityFields fields = event.fields();
        return switch (event.subject()) {
            case KEY -> fields.token() != null ? fields.token() : fields.keyAlias();
            case TEAM -> fields.teamId();
            case USER -> fields.userId();
            default -> null;
        };
    }

    private static String subject(ManagementEvent event) {
        EntityFields fields = event.fields();
        return switch (event.subject()) {
            case KEY -> fields.keyAlias() == null ? "A key" : "Key " + Words.name(fields.keyAlias());
            case TEAM -> named("team", fields.teamAlias(), fields.teamId());
            default -> named("user", fields.userEmail(), fields.userId());
        };
    }

    private static String named(String kind, @Nullable String alias, @Nullable String id) {
        String name = alias != null ? alias : id;
        return name == null
                ? "A " + kind
                : kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + " " + Words.name(name);
    }

    private static String actor(@Nullable Actor actor) {
        if (actor == null || (actor.userId() == null && actor.userRole() == null && actor.keyAlias() == null)) {
            return "somebody whom the gateway did not name";
        }
        String user = actor.userId() == null ? "a user" : "user " + Words.name(actor.userId());
        return user + Words.around(" (", actor.userRole(), ")") + Words.around(" with key ", actor.keyAlias(), "");
    }

    private static String arguments(Map<String, String> arguments) {
        StringBuilder list = new StringBuilder();
        int told = 0;
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
            String next = (told == 0 ? " Arguments: " : ", ") + Words.name(argument.getKey()) + ": "
                    + Words.cut(argument.getValue(), LONGEST_VALUE);
            if (list.length() + next.length() > LONGEST_LIST) {
                break;
            }
            list.append(next);
            told++;
        }
        int more = arguments.size() - told;
        return list + (more > 0 ? ", and " + more + " more" : "") + (told > 0 ? "." : "");
    }
}
