package io.spendbell.budget;

import io.spendbell.alert.Share;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Configured budgets of 100 dollars, 80 soft, for tests. */
final class Budgets {

    private Budgets() {}

    static BudgetDefinition whom(String name, EntityKind kind, String id, @Nullable String alias) {
        return definition(
                name,
                kind,
                id,
                alias,
                Usd.ofDollars(100),
                Usd.ofDollars(80),
                null,
                List.of(Share.of("0.9"), Share.WHOLE),
                false);
    }

    /** A team's budget called {@code b} with a projection and those thresholds. */
    static LedgerBudget projecting(@Nullable String duration, @Nullable Usd max, String... shares) {
        return budget(duration, max, null, true, ZoneOffset.UTC, shares);
    }

    static LedgerBudget inZone(@Nullable String duration, ZoneId zone) {
        return budget(duration, Usd.ofDollars(100), Usd.ofDollars(80), false, zone, "0.9", "1");
    }

    static LedgerBudget budget(
            @Nullable String duration,
            @Nullable Usd max,
            @Nullable Usd soft,
            boolean projection,
            ZoneId zone,
            String... shares) {
        return new LedgerBudget(
                definition(
                        "b",
                        EntityKind.TEAM,
                        "*",
                        null,
                        max,
                        soft,
                        duration,
                        Stream.of(shares).map(Share::of).toList(),
                        projection),
                zone);
    }

    private static BudgetDefinition definition(
            String name,
            EntityKind kind,
            String id,
            @Nullable String alias,
            @Nullable Usd max,
            @Nullable Usd soft,
            @Nullable String duration,
            List<Share> shares,
            boolean projection) {
        return new BudgetDefinition(
                name,
                kind,
                Glob.of(id),
                alias == null ? null : Glob.of(alias),
                max,
                soft,
                duration == null ? null : WindowSpec.parse(duration),
                shares,
                projection,
                Usd.ZERO,
                BudgetDefinition.DEFAULT_MAX_ENTITIES);
    }
}
