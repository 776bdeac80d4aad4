package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Money;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Sources;
import io.spendbell.alert.Times;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Users who spend more today than is usual for them, in the making: accounts are added in the order in which the ledger lists
 * them. Nobody is told of anybody before there is a history to compare with. Not safe for use from several threads.
 */
public final class UserAnomalies {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    private final AnomalyRule rule;
    private final ZoneId zone;
    private final Instant now;
    private final AlertWindow.Span today;
    private final Instant baselineStart;
    private final Set<Instant> knownDays = new HashSet<>();
    private final List<Notice> found = new ArrayList<>();
    private final List<Usd> usual = new ArrayList<>();
    private @Nullable String user;
    private Usd spentToday = Usd.ZERO;

    /**
     * A search of a day.
     *
     * @param zone whose days are meant
     * @param within a time of that day
     * @param now when it is searched
     */
    public UserAnomalies(AnomalyRule rule, ZoneId zone, Instant within, Instant now) {
        this.rule = rule;
        this.zone = zone;
        this.now = now;
        this.today = new WindowSpec.Days(1).windowAt(within, zone);
        this.baselineStart = LocalDate.ofInstant(today.start(), zone)
                .minusDays(rule.baselineDays())
                .atStartOfDay(zone)
                .toInstant();
    }

    /** How many days are to be kept, for yesterday is searched too. */
    static int daysKept(AnomalyRule rule) {
        return rule.baselineDays() + 2;
    }

    /** Adds what a user has spent in the day that began at a time; those whom there was no account left for are nobody in particular. */
    public void add(String account, Instant dayStart, Usd amount) {
        if (account.equals(Sources.OTHER)) {
            return;
        }
        if (!account.equals(user)) {
            finishUser();
            user = account;
        }
        if (dayStart.equals(today.start())) {
            spentToday = amount;
        } else if (dayStart.isBefore(today.start()) && !dayStart.isBefore(baselineStart) && amount.nanos() > 0) {
            usual.add(amount);
            knownDays.add(dayStart);
        }
    }

    private void finishUser() {
        String its = user;
        if (its != null) {
            Usd limit = rule.limit(usual);
            if (spentToday.compareTo(limit) > 0) {
                found.add(notice(its, limit));
            }
        }
        usual.clear();
        spentToday = Usd.ZERO;
    }

    /** Those who were found; none while fewer days are known than make a history. Nothing is added afterwards. */
    public List<Notice> notices() {
        finishUser();
        user = null;
        return knownDays.size() < rule.daysOfHistory() ? List.of() : List.copyOf(found);
    }

    private Notice notice(String account, Usd limit) {
        AlertKey key = new AlertKey(
                AlertType.USER_SPEND_ANOMALIES,
                new Entity(EntityKind.USER, account),
                AlertKey.GATEWAY,
                new Rule.Notice("anomaly"),
                Usd.ZERO,
                today);
        String message = "User Spend Anomaly Detected: " + Money.of(spentToday) + " on "
                + DAY.format(today.start().atZone(zone)) + " (" + Times.name(zone) + "). " + rule.words(usual, limit);
        return new Notice(key, Level.HIGH, EntityFields.NONE, message, now);
    }
}
