package io.spendbell.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose spend one account of a report holds: a team, a user and a model, each of them or none. */
record Spender(
        @Nullable EntityName team,
        @Nullable EntityName user,
        @Nullable EntityName model) {
    private static final char SEPARATOR = '\u001e';

    static Spender of(SpendGroup group) {
        return new Spender(
                name(group.fields().teamId(), group.fields().teamAlias()),
                name(group.fields().userId(), group.fields().userEmail()),
                name(group.model(), null));
    }

    private static @Nullable EntityName name(@Nullable String id, @Nullable String alias) {
        String any = id != null ? id : alias;
        return any == null || any.isEmpty()
                ? null
                : new EntityName(clean(any), id == null || alias == null ? null : clean(alias));
    }

    /** Without what separates the parts of an account's name. */
    private static String clean(String foreign) {
        return foreign.replace(SEPARATOR, ' ').replace(EntityName.SEPARATOR, ' ');
    }

    /** The name of the account; never empty. */
    String account() {
        return part(team) + SEPARATOR + part(user) + SEPARATOR + part(model);
    }

    private static String part(@Nullable EntityName name) {
        return name == null ? "" : name.account();
    }

    /** Whose account it is; null where it is nobody's in particular. */
    static @Nullable Spender parse(String account) {
        List<String> parts = new ArrayList<>(3);
        int from = 0;
        for (int at = account.indexOf(SEPARATOR); at >= 0; at = account.indexOf(SEPARATOR, from)) {
            parts.add(account.substring(from, at));
            from = at + 1;
        }
        parts.add(account.substring(from));
        return parts.size() == 3 ? new Spender(read(parts.get(0)), read(parts.get(1)), read(parts.get(2))) : null;
    }

    private static @Nullable EntityName read(String part) {
        return part.isEmpty() ? null : EntityName.of(part);
    }
}
