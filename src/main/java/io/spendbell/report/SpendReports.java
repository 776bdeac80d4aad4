package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Money;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The spend reports of periods that are over and were not told of yet, in the making: accounts are added in the order in which
 * the ledger lists them, dimension by dimension. Not safe for use from several threads.
 */
final class SpendReports implements ReportSeries.Draft {
    private final ReportFamily family;
    private final Instant now;
    private final Instant keptSince;
    private final Predicate<AlertKey> isTold;
    private final Map<Told, Map<Dimension, TopList>> reports =
            new TreeMap<>(Comparator.comparing((Told told) -> told.span().end())
                    .thenComparing(told -> told.period().text()));
    private final Map<Instant, List<Told>> byWindow = new HashMap<>();
    private final Map<Told, Usd> ofOne = new LinkedHashMap<>();
    private @Nullable Dimension dimension;
    private @Nullable EntityName one;

    /** What a report tells of. */
    private record Told(ReportPeriod period, AlertWindow.Span span) {}

    /**
     * Reports that are made of a family's counters.
     *
     * @param isTold whether a report is known to have been told
     */
    SpendReports(ReportFamily family, Instant now, Predicate<AlertKey> isTold) {
        this.family = family;
        this.now = now;
        this.keptSince = family.keptSince(now);
        this.isTold = isTold;
    }

    @Override
    public void add(String source, String account, Instant windowStart, Usd amount) {
        Dimension its = family.dimensionOf(source);
        EntityName name = EntityName.of(account);
        if (its != dimension || one == null || !name.id().equals(one.id())) {
            finishOne();
        }
        dimension = its;
        one = name.alias() == null && one != null ? one : name;
        if (windowStart.isBefore(keptSince)) {
            return;
        }
        for (Told told : byWindow.computeIfAbsent(windowStart, this::toldOf)) {
            ofOne.merge(told, amount, TopList::sum);
        }
    }

    private List<Told> toldOf(Instant windowStart) {
        return family.periods().stream()
                .map(period -> new Told(period, period.windowAt(windowStart)))
                .filter(told -> !told.span().end().plus(ReportSeries.GRACE).isAfter(now))
                .filter(told -> !isTold.test(key(told)))
                .toList();
    }

    private void finishOne() {
        Dimension its = dimension;
        EntityName name = one;
        if (its != null && name != null) {
            ofOne.forEach((told, amount) -> reports.computeIfAbsent(told, unknown -> new EnumMap<>(Dimension.class))
                    .computeIfAbsent(its, unknown -> new TopList())
                    .add(ShownName.of(name), amount));
        }
        ofOne.clear();
        one = null;
    }

    @Override
    public List<Notice> notices() {
        finishOne();
        List<Notice> notices = new ArrayList<>();
        reports.forEach((told, lists) -> {
            TopList total = lists.get(Dimension.TOTAL);
            if (total != null && total.total().compareTo(Usd.ZERO) != 0) {
                notices.add(new Notice(key(told), Level.LOW, EntityFields.NONE, text(told, lists, total.total()), now));
            }
        });
        return notices;
    }

    /** It is claimed for as long as accounts may hold what it tells of. */
    private AlertKey key(Told told) {
        return new AlertKey(
                AlertType.SPEND_REPORTS,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(told.period().text()),
                Usd.ZERO,
                new AlertWindow.Span(told.span().start(), family.keptUntil(told.span())));
    }

    private static String text(Told told, Map<Dimension, TopList> lists, Usd total) {
        List<String> lines = new ArrayList<>();
        lines.add("Spend of " + told.period().words(told.span()) + ": " + Money.of(total));
        lists.forEach((dimension, list) -> {
            if (dimension != Dimension.TOTAL && !list.isEmpty()) {
                lines.add(dimension.heading() + ":");
                list.lines(Money::of).forEach(line -> lines.add("• " + line));
                String nobody = dimension.nobody();
                Usd rest = total.minus(list.total());
                if (nobody != null && rest.compareTo(Usd.ZERO) > 0) {
                    lines.add("• " + nobody + ": " + Money.of(rest));
                }
            }
        });
        return String.join("\n", lines);
    }
}
