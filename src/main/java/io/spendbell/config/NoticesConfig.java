package io.spendbell.config;

import io.spendbell.event.Feed;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Spendbell tells that no gateway does, from {@code spendbell.notices}; none of it unless it is asked for.
 *
 * @param budgetReset whether it is told that a budget's window begins anew
 * @param silentAfter after how long without any event that is told; null never
 * @param silentFeeds after how long without anything by a feed that is told; never of those that are not there
 * @param spendJump when the spend of an hour is unusual; null is never told
 */
public record NoticesConfig(
        boolean budgetReset,
        @Nullable Duration silentAfter,
        Map<Feed, Duration> silentFeeds,
        @Nullable SpendJump spendJump) {
    /** What is in force where nothing is said. */
    public static final NoticesConfig DEFAULT = new NoticesConfig(false, null, Map.of(), null);

    static final Bounds SILENT_AFTER = Bounds.whole(60, 31_536_000);

    public NoticesConfig {
        if (silentAfter != null) {
            SILENT_AFTER.checked("silent_after", silentAfter);
        }
        silentFeeds.values().forEach(after -> SILENT_AFTER.checked("silent_feeds", after));
        silentFeeds = Map.copyOf(silentFeeds);
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
        Map<Feed, Duration> silentFeeds = silentFeeds(block.get("silent_feeds").block(), silentAfter);
        Setting jump = block.get("spend_jump");
        SpendJump spendJump = jump.isPresent() ? jump(jump.block("a mapping of multiplier and min_spend")) : null;
        block.refuseOthers();
        return new NoticesConfig(reset, silentAfter, silentFeeds, spendJump);
    }

    /** Calls are what tells most spend, and never pause for long where anything is spent: of these it is told without being asked for by name. */
    private static Map<Feed, Duration> silentFeeds(Block block, @Nullable Duration silentAfter) {
        Map<Feed, Duration> feeds = new EnumMap<>(Feed.class);
        if (silentAfter != null) {
            feeds.put(Feed.CALLS, silentAfter);
        }
        for (Feed feed : Feed.values()) {
            Setting silent = block.get(feed.label());
            if (silent.isPresent()) {
                feeds.put(feed, silent.seconds(Duration.ofHours(1), SILENT_AFTER));
            }
        }
        block.refuseOthers();
        return feeds;
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
