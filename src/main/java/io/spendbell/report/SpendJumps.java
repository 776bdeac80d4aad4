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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spend that jumps within the hour, in the making: of all together, and of each team. Accounts are added in the order in which the ledger lists
 * them. What is compared with are the hours of the 24 before in which something was spent. Not safe for use from several threads.
 */
public final class SpendJumps {
    /** Hours that are kept: those that are compared with, the one before the one that is open, and that. */
    static final int KEPT = 26;

    private static final Duration COMPARED = Duration.ofHours(24);

    private final AnomalyRule rule;
    private final ZoneId zone;
    private final Instant now;
    private final AlertWindow.Span hour;
    private final AlertWindow.Span today;
    private final Instant since;
    private final List<Notice> found = new ArrayList<>();
    private final List<Usd> usual = new ArrayList<>();
    private @Nullable Entity one;
    private Usd spent = Usd.ZERO;

    /**
     * A search of an hour.
     *
     * @param zone whose days are meant, for it is told once a day
     * @param now when it is searched: within that hour, or afterwards
     */
    public SpendJumps(AnomalyRule rule, AlertWindow.Span hour, ZoneId zone, Instant now) {
        this.rule = rule;
        this.zone = zone;
        this.now = now;
        this.hour = hour;
        this.since = hour.start().minus(COMPARED);
        this.today = new WindowSpec.Days(1).windowAt(hour.start(), zone);
    }

    /** Adds what an account has spent in the hour that began at a time; teams whom there was no account left for are none in particular. */
    public void add(boolean isTeam, String account, Instant hourStart, Usd amount) {
        if (account.equals(Sources.OTHER)) {
            return;
        }
        Entity its = isTeam ? new Entity(EntityKind.TEAM, account) : Entity.PROXY;
        if (!its.equals(one)) {
            finishOne();
            one = its;
        }
        if (hourStart.equals(hour.start())) {
            spent = TopList.sum(spent, amount);
        } else if (hourStart.isBefore(hour.start()) && !hourStart.isBefore(since) && amount.nanos() > 0) {
            usual.add(amount);
        }
    }

    private void finishOne() {
        Entity its = one;
        if (its != null && usual.size() >= rule.daysOfHistory()) {
            Usd limit = rule.limit(usual);
            if (spent.compareTo(limit) > 0) {
                found.add(notice(its, limit));
            }
        }
        usual.clear();
        spent = Usd.ZERO;
    }

    /** Those that were found. Nothing is added afterwards. */
    public List<Notice> notices() {
        finishOne();
        one = null;
        return List.copyOf(found);
    }

    private Notice notice(Entity its, Usd limit) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE, its, AlertKey.GATEWAY, new Rule.Notice("spend_jump"), Usd.ZERO, today);
        String when = now.isBefore(hour.end())
                ? " since " + Times.at(hour.start(), zone)
                : " from " + Times.at(hour.start(), zone) + " to " + Times.at(hour.end(), zone);
        String message = "Spend has jumped: " + Money.of(spent) + when + ". Of the 24 hours before, " + usual.size()
                + " had spend, in the median " + Money.of(AnomalyRule.median(usual)) + "; more than " + Money.of(limit)
                + " in an hour is unusual.";
        return new Notice(key, Level.MEDIUM, EntityFields.NONE, message, now);
    }
}
