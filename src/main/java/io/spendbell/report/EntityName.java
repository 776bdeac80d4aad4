package io.spendbell.report;

import org.jspecify.annotations.Nullable;

/**
 * An id and the alias by which people know it, as one entity id of a counter, so that a report can name who is known by an
 * alias. Accounts of one id stand next to each other where accounts are sorted, the one without an alias first.
 */
record EntityName(String id, @Nullable String alias) {
    /** In no id or alias that people use, and sorts before what is. */
    static final char SEPARATOR = '\u001f';

    String account() {
        return alias == null || alias.equals(id) ? id : id + SEPARATOR + alias;
    }

    static EntityName of(String account) {
        int at = account.indexOf(SEPARATOR);
        return at < 0
                ? new EntityName(account, null)
                : new EntityName(account.substring(0, at), account.substring(at + 1));
    }
}
