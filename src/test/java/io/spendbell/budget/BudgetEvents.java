package io.spendbell.budget;

import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a gateway states of a budget, for tests. */
final class BudgetEvents {
    static final Entity KEY = new Entity(EntityKind.KEY, "hash");
    static final Entity USER = new Entity(EntityKind.USER, "sam");
    static final Entity TEAM = new Entity(EntityKind.TEAM, "pay");

    private BudgetEvents() {}

    static @Nullable Usd usd(@Nullable String amount) {
        return amount == null ? null : Usd.of(new BigDecimal(amount));
    }

    static BudgetEvent event(String type, Entity entity, String spend, @Nullable String max, @Nullable String soft) {
        return event(type, entity, spend, max, soft, null);
    }

    static BudgetEvent event(
            String type,
            Entity entity,
            String spend,
            @Nullable String max,
            @Nullable String soft,
            @Nullable Instant resetAt) {
        return new BudgetEvent(
                null, null, type, entity, EntityFields.NONE, usd(spend), usd(max), usd(soft), resetAt, null, null);
    }
}
