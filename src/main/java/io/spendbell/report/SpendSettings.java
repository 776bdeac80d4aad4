package io.spendbell.report;

import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Usd;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What is watched of spend over time.
 *
 * @param reports whether there are reports, and somebody is told
 * @param frequency what a report tells of besides the one of each month
 * @param dailyThreshold what a user may spend in a day before somebody is told; null where nobody is
 * @param monthlyThreshold the same for a month
 * @param anomaly what is unusual for a user; null where that is not looked at
 * @param jump what is unusual for an hour, of all and of a team; null where that is not looked at
 * @param zone whose days and months are meant
 */
public record SpendSettings(
        boolean reports,
        WindowSpec frequency,
        @Nullable Usd dailyThreshold,
        @Nullable Usd monthlyThreshold,
        @Nullable AnomalyRule anomaly,
        @Nullable AnomalyRule jump,
        ZoneId zone) {}
