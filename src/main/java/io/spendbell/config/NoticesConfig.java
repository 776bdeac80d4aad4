package io.spendbell.config;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Spendbell tells that no gateway does, from {@code spendbell.notices}; none of it unless it is asked for.
 *
 * @param budgetReset whether it is told that a budget's window begins anew
 * @param silentAfter after how long without any event that is told; null never
 * @param spendJump when the spend of an hour is unusual; null is never told
 */
public record NoticesConfig(
        boolean budgetReset,
        @Nullable Duration silentAfter,
        @Nullable SpendJump spendJump) {
    /** What is in force where nothing is said. */
    public static final NoticesConfig DEFAULT = new NoticesConfig(false, null, null);

    static final Bounds SILENT_AFTER = Bounds.whole(60, 31_536_000);

    public NoticesConfig {
        if (silentAfter != null) {
            SILENT_AFTER.checked("silent_after", silentAfter);
        }
    }

    /**
     * When the spend of an hour is unusual.
     *
     * @param multiplier how many times the usual spend of an hour that is
     * @param minSpend less in an hour is never unusual
     */
    public record SpendJump(BigDecimal multiplier, Usd minSpend) {
        static final Bounds MULTIPLIER = Bounds.decimal("1", "1000000000");
        static final BigDecimal DEFAULT_MULTIPLIER = BigDecimal.valueOf(5);
        static final Usd DEFAULT_MIN_SPEND = Usd.ofDollars(10);

        /** Multipliers that are the same number are the same. */
        public SpendJump {
            multiplier = multiplier.stripTrailingZeros();
            MULTIPLIER.check("multiplier", multiplier);
        }
    }

    static NoticesConfig read(Block block) {
        boolean reset = block.get("budget_reset").flag(false);
        Setting silent = block.get("silent_after");
        Duration silentAfter = silent.isPresent() ? silent.seconds(Duration.ofHours(1), SILENT_AFTER) : null;
        Setting jump = block.get("spend_jump");
        SpendJump spendJump = jump.isPresent() ? jump(jump.block("a mapping of multiplier and min_spend")) : null;
        block.refuseOthers();
        return new NoticesConfig(reset, silentAfter, spendJump);
    }

    private static SpendJump jump(Block block) {
        BigDecimal multiplier = block.get("multiplier").number(SpendJump.MULTIPLIER);
        Usd minSpend = block.get("min_spend").usd();
        block.refuseOthers();
        return new SpendJump(
                multiplier == null ? SpendJump.DEFAULT_MULTIPLIER : multiplier,
                minSpend == null ? SpendJump.DEFAULT_MIN_SPEND : minSpend);
    }
}
