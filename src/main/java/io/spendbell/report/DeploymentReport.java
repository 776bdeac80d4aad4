package io.spendbell.report;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Sources;
import io.spendbell.alert.Times;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One report on deployments in the making. Not safe for use from several threads. */
final class DeploymentReport {
    private static final int SHOWN = 5;
    private static final MathContext TWO_DIGITS = new MathContext(2);

    private final AlertWindow.Span window;
    private final ZoneId zone;
    private final Map<String, Figures> byId = new LinkedHashMap<>();
    private boolean isOverflown;

    DeploymentReport(AlertWindow.Span window, ZoneId zone) {
        this.window = window;
        this.zone = zone;
    }

    /** What one deployment has done. */
    private static final class Figures {
        private EntityName name = new EntityName("", null);
        private long failed;
        private long untimed;
        private long sum;
        private final TreeMap<Integer, Long> steps = new TreeMap<>();

        long timed() {
            return steps.values().stream().mapToLong(Long::longValue).sum();
        }

        long calls() {
            return failed + untimed + timed();
        }

        double mean() {
            return sum / 1e9 / timed();
        }

        /** The seconds that a share of the calls did not exceed, about. */
        double quantile(double share) {
            long rank = (long) Math.ceil(share * timed());
            long seen = 0;
            for (Map.Entry<Integer, Long> step : steps.entrySet()) {
                seen += step.getValue();
                if (seen >= rank) {
                    return DeploymentMetric.seconds(step.getKey());
                }
            }
            return 0;
        }
    }

    AlertWindow.Span window() {
        return window;
    }

    /** What is counted of those together for whom there was no account left are calls and times in one: it says nothing but that they were there. */
    void add(String account, long amount) {
        if (account.equals(Sources.OTHER)) {
            isOverflown = true;
            return;
        }
        DeploymentMetric.Parsed parsed = DeploymentMetric.parse(account);
        if (parsed == null) {
            return;
        }
        Figures figures = byId.computeIfAbsent(parsed.deployment().id(), id -> new Figures());
        if (figures.name.alias() == null) {
            figures.name = parsed.deployment();
        }
        Integer step = parsed.metric().step();
        if (step != null) {
            figures.steps.merge(step, amount, Long::sum);
        } else if (parsed.metric().equals(DeploymentMetric.FAILED)) {
            figures.failed += amount;
        } else if (parsed.metric().equals(DeploymentMetric.SUM)) {
            figures.sum += amount;
        } else {
            figures.untimed += amount;
        }
    }

    boolean isEmpty() {
        return calls() == 0;
    }

    private long calls() {
        return byId.values().stream().mapToLong(Figures::calls).sum();
    }

    String text() {
        long failed = byId.values().stream().mapToLong(each -> each.failed).sum();
        List<String> lines = new ArrayList<>();
        lines.add("Deployments from " + Times.at(window.start(), zone) + " to " + Times.at(window.end(), zone) + ": "
                + byId.size() + " with " + calls(calls()) + ", of which " + number(failed) + " failed");
        addTop(
                "Most failed calls:",
                Comparator.comparingLong((Figures each) -> each.failed),
                each -> each.failed > 0 ? number(each.failed) + " of " + calls(each.calls()) + " failed" : "",
                lines);
        addTop(
                "Slowest per output token:",
                Comparator.comparingDouble((Figures each) -> each.timed() == 0 ? 0 : each.mean()),
                each -> each.timed() == 0
                        ? ""
                        : seconds(each.mean()) + " on average, p50 " + seconds(each.quantile(0.5)) + ", p95 "
                                + seconds(each.quantile(0.95)) + " (" + calls(each.timed()) + ")",
                lines);
        if (isOverflown) {
            lines.add("There were more than could be told apart; those are not counted here.");
        }
        return String.join("\n", lines);
    }

    private void addTop(
            String heading, Comparator<Figures> order, Function<Figures, String> words, List<String> lines) {
        List<String> top = byId.values().stream()
                .sorted(order.reversed())
                .filter(each -> !words.apply(each).isEmpty())
                .limit(SHOWN)
                .map(each -> "• " + shown(each.name) + ": " + words.apply(each))
                .toList();
        if (!top.isEmpty()) {
            lines.add(heading);
            lines.addAll(top);
        }
    }

    private static String shown(EntityName name) {
        String id = ShownName.of(new EntityName(name.id(), null));
        return name.alias() == null ? id : id + " (" + ShownName.of(name) + ")";
    }

    private static String calls(long number) {
        return number == 1 ? "1 call" : number(number) + " calls";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(double seconds) {
        return new BigDecimal(seconds).round(TWO_DIGITS).stripTrailingZeros().toPlainString() + " s";
    }
}
