package io.spendbell.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what came out against what was sent. Each method answers with the faults that it found. */
record Check(Workload workload) {
    private static final BigDecimal WHOLE = BigDecimal.ONE;
    private static final int MOST_NAMED = 5;

    /** How many alerts there are at least: one for each key that crosses, at its whole budget. */
    int leastAlerts() {
        return workload.options().crossing() * (workload.options().budgets() ? 3 : 1);
    }

    /**
     * Whether each key that crosses has rung exactly once at its whole budget, no rule of any key has rung twice, and no
     * other key at all. Of what lies below, stated spend rings each threshold; in the ledger one is passed over where a
     * single commit crosses two.
     */
    List<String> alerts(List<JsonNode> alerts) {
        Set<String> rang = new HashSet<>();
        Set<String> crossed = new HashSet<>();
        List<String> faults = new ArrayList<>();
        for (JsonNode alert : alerts) {
            String token = alert.path("token").asText();
            BigDecimal threshold = alert.path("threshold").decimalValue();
            if (!rang.add(token + " at " + threshold)) {
                faults.add(token + " rang twice at " + threshold);
            }
            if (threshold.compareTo(WHOLE) == 0) {
                crossed.add(token);
            }
        }
        Set<String> crossing = new HashSet<>();
        for (int key = 0; key < workload.options().keys(); key++) {
            String token = workload.token(key);
            if (workload.crosses(key)) {
                crossing.add(token);
                if (!crossed.contains(token)) {
                    faults.add(token + " did not ring");
                }
            }
        }
        rang.stream()
                .map(rung -> rung.substring(0, rung.indexOf(' ')))
                .filter(token -> !crossing.contains(token))
                .forEach(token -> faults.add(token + " rang"));
        if (workload.options().budgets() && rang.size() != leastAlerts()) {
            faults.add(rang.size() + " alerts (expected: " + leastAlerts() + ")");
        }
        return few(faults);
    }

    /** Whether the ledger has exactly what was sent. */
    List<String> totals(int httpPort) throws IOException, InterruptedException {
        Map<String, BigDecimal> totals = Ledger.read(httpPort, Workload.LEDGER_NAME);
        List<String> faults = new ArrayList<>();
        for (int key = 0; key < workload.options().keys(); key++) {
            BigDecimal has = totals.remove(workload.token(key));
            if (has == null || has.compareTo(workload.total(key)) != 0) {
                faults.add(workload.token(key) + " has " + has + " (expected: " + workload.total(key) + ")");
            }
        }
        totals.forEach((id, total) -> faults.add(id + " has " + total + " (expected: no such account)"));
        return few(faults);
    }

    private static List<String> few(List<String> faults) {
        if (faults.size() <= MOST_NAMED) {
            return faults;
        }
        List<String> few = new ArrayList<>(faults.subList(0, MOST_NAMED));
        few.add("and " + (faults.size() - MOST_NAMED) + " more");
        return few;
    }
}
