package io.spendbell.delivery.text;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Posting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom an alert concerns, by the names that people know: an alias before an id, an e-mail address before a user's id, and
 * of a hash its beginning only.
 *
 * @param headline short, beginning with a capital: {@code Team Payments}
 * @param kind what it is: {@code Team}
 * @param full all its names: {@code Payments (team-pay)}
 */
record Subject(String headline, String kind, String full) {
    private static final int SHORT = 60;
    private static final int SHORTER = 34;
    private static final int LONG = 200;
    private static final int HASH_SHOWN = 8;
    private static final int SECRET_SHOWN = 4;
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{40,}");
    private static final String UNNAMED = "(unnamed)";

    static Subject of(Entity entity, EntityFields fields) {
        EntityKind kind = entity.kind();
        String id = entity.id();
        if (id.equals(Posting.OTHER)) {
            String all = "The sum of all other " + word(kind).toLowerCase(Locale.ROOT) + "s";
            return new Subject(all, word(kind), all + ", beyond the budget's max_entities");
        }
        return switch (kind) {
            case PROXY -> new Subject("The whole gateway", word(kind), "all that passes through it");
            case TEAM_MEMBER -> member(id, fields);
            case KEY -> named(kind, fields.keyAlias(), id);
            case USER -> named(kind, fields.userEmail(), id);
            case TEAM -> named(kind, fields.teamAlias(), id);
            default -> named(kind, null, id);
        };
    }

    /** Others whom the raising event named, the subject itself left out: {@code key billing-bot, model gpt-5-mini}. */
    static String others(EntityFields fields, @Nullable EntityKind subject) {
        List<String> names = new ArrayList<>();
        boolean member = subject == EntityKind.TEAM_MEMBER;
        if (subject != EntityKind.KEY) {
            add(names, "key", fields.keyAlias(), fields.token());
        }
        if (subject != EntityKind.USER && !member) {
            add(names, "user", fields.userEmail(), fields.userId());
        }
        if (subject != EntityKind.TEAM && !member) {
            add(names, "team", fields.teamAlias(), fields.teamId());
        }
        add(names, "organization", null, subject == EntityKind.ORGANIZATION ? null : fields.organizationId());
        add(names, "project", null, subject == EntityKind.PROJECT ? null : fields.projectId());
        add(names, "customer", null, subject == EntityKind.CUSTOMER ? null : fields.customerId());
        String model = fields.model() != null ? fields.model() : fields.modelGroup();
        add(names, "model", null, subject == EntityKind.MODEL ? null : model);
        add(names, "provider", null, subject == EntityKind.PROVIDER ? null : fields.provider());
        add(names, "deployment", null, subject == EntityKind.DEPLOYMENT ? null : fields.deploymentId());
        add(names, "region", null, subject == EntityKind.REGION ? null : fields.region());
        return String.join(", ", names);
    }

    private static void add(List<String> names, String kind, @Nullable String alias, @Nullable String id) {
        if (alias != null || id != null) {
            names.add(kind + " " + best(alias, id == null ? "" : id, SHORT));
        }
    }

    private static Subject named(EntityKind kind, @Nullable String alias, String id) {
        return new Subject(word(kind) + " " + best(alias, id, SHORT), word(kind), both(alias, id));
    }

    private static Subject member(String id, EntityFields fields) {
        int slash = id.indexOf('/');
        String team = fields.teamId() != null ? fields.teamId() : decoded(id.substring(0, Math.max(0, slash)));
        String user = fields.userId() != null ? fields.userId() : decoded(id.substring(slash + 1));
        return new Subject(
                "User " + best(fields.userEmail(), user, SHORTER) + " in team "
                        + best(fields.teamAlias(), team, SHORTER),
                word(EntityKind.TEAM_MEMBER),
                both(fields.userEmail(), user) + " in team " + both(fields.teamAlias(), team));
    }

    /** Undoes what {@link Entity#teamMember} did; an id that it did not make stays as it is. */
    private static String decoded(String part) {
        return part.replace("%2F", "/").replace("%25", "%");
    }

    private static String best(@Nullable String alias, String id, int longest) {
        String name = alias == null ? "" : shown(alias);
        return CleanText.cut(name.isEmpty() ? orUnnamed(shown(id)) : name, longest);
    }

    private static String both(@Nullable String alias, String id) {
        String name = alias == null ? "" : CleanText.cut(shown(alias), LONG);
        String code = CleanText.cut(shown(id), LONG);
        return name.isEmpty() || name.equals(code) ? orUnnamed(code) : name + " (" + code + ")";
    }

    private static String orUnnamed(String name) {
        return name.isEmpty() ? UNNAMED : name;
    }

    /** Clean; of a hash its beginning, and of what looks like a key itself, which no sender should send, its end. */
    private static String shown(String foreign) {
        String clean = CleanText.of(foreign);
        if (HASH.matcher(clean).matches()) {
            return clean.substring(0, HASH_SHOWN) + "…";
        }
        return clean.startsWith("sk-") && clean.length() > 3 * SECRET_SHOWN
                ? "sk-…" + clean.substring(clean.length() - SECRET_SHOWN)
                : clean;
    }

    private static String word(EntityKind kind) {
        return switch (kind) {
            case KEY -> "Key";
            case USER -> "User";
            case TEAM -> "Team";
            case TEAM_MEMBER -> "Team member";
            case ORGANIZATION -> "Organization";
            case PROJECT -> "Project";
            case CUSTOMER -> "Customer";
            case TAG -> "Tag";
            case MODEL -> "Model";
            case PROVIDER -> "Provider";
            case PROXY -> "Gateway";
            case DESTINATION -> "Destination";
            case BUDGET -> "Budget";
            case STORE -> "Store";
            case DEPLOYMENT -> "Deployment";
            case REGION -> "Region";
        };
    }
}
