package io.spendbell.budget;

import io.spendbell.alert.Share;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget of Spendbell's own ledger. Each entity that it matches has an account of its own.
 *
 * @param name unique; it is the source of the alerts and the name of the accounts in the store
 * @param kind what it is a budget for
 * @param id which ids it matches
 * @param alias which aliases it matches (a key's or a team's), besides; null matches all, none too
 * @param max the hard budget, or null
 * @param soft the soft budget, or null; one of the two is there
 * @param window when it resets; null never
 * @param thresholds the shares of the hard budget at which it rings, lowest first
 * @param projection whether it rings when the budget will be exceeded at the present pace
 * @param spent what the first window of each account starts with
 * @param maxEntities how many accounts it may have; later ones go together under {@code ~other}
 */
public record BudgetDefinition(
        String name,
        EntityKind kind,
        Glob id,
        @Nullable Glob alias,
        @Nullable Usd max,
        @Nullable Usd soft,
        @Nullable WindowSpec window,
        List<Share> thresholds,
        boolean projection,
        Usd spent,
        int maxEntities) {
    public static final int DEFAULT_MAX_ENTITIES = 100_000;
}
