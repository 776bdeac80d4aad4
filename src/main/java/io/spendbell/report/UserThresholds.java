package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.alert.Money;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Times;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.CounterTotal;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Tells when a user has spent so much in a day or a month: once for each user, threshold and day or month. */
record UserThresholds(ZoneId zone) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

    CounterJudge daily(Usd threshold) {
        return (total, now) -> total.total().compareTo(threshold) < 0
                ? List.of()
                : List.of(notice(
                        total,
                        "daily",
                        threshold,
                        "User Daily Spend Threshold Crossed: " + Money.of(total.total()) + " on " + on(DAY, total)
                                + ", of a daily threshold of " + Money.of(threshold) + "."));
    }

    CounterJudge monthly(Usd threshold) {
        return (total, now) -> total.total().compareTo(threshold) < 0
                ? List.of()
                : List.of(notice(
                        total,
                        "monthly",
                        threshold,
                        "User Monthly Spend Threshold Crossed: " + Money.of(total.total()) + " in " + on(MONTH, total)
                                + ", of a monthly threshold of " + Money.of(threshold) + "."));
    }

    private String on(DateTimeFormatter format, CounterTotal total) {
        return format.format(total.window().start().atZone(zone)) + " (" + Times.name(zone) + ")";
    }

    private static Notice notice(CounterTotal total, String what, Usd threshold, String message) {
        AlertKey key = new AlertKey(
                AlertType.USER_SPEND_THRESHOLDS,
                new Entity(EntityKind.USER, total.entityId()),
                AlertKey.GATEWAY,
                new Rule.Notice(what),
                threshold,
                total.window());
        return new Notice(key, Level.HIGH, whose(total), message, total.occurredAt());
    }

    /** The user and the team: what else one call of many said has nothing to do with it. */
    private static EntityFields whose(CounterTotal total) {
        EntityFields fields = total.fields();
        return EntityFields.ofCaller(
                null, null, fields.userId(), fields.userEmail(), fields.teamId(), fields.teamAlias(), null, null, null);
    }
}
