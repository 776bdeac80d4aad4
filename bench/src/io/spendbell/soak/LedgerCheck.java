package io.spendbell.soak;

import io.spendbell.bench.Ledger;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the totals against what was sent, to the nano-dollar: as each replica says them. */
final class LedgerCheck {
    private LedgerCheck() {}

    static void compare(Replicas replicas, Expected expected, Findings findings)
            throws IOException, InterruptedException {
        for (Daemon daemon : replicas.all()) {
            compare(daemon.httpPort(), expected, findings);
        }
    }

    private static void compare(int httpPort, Expected expected, Findings findings)
            throws IOException, InterruptedException {
        for (String budget : List.of(Script.TEAMS, Script.CUSTOMERS)) {
            Map<String, BigDecimal> has = Ledger.read(httpPort, budget);
            Map<String, Long> wants = expected.totals(budget);
            Set<String> strange = new HashSet<>(has.keySet());
            strange.removeAll(wants.keySet());
            strange.forEach(id -> findings.add("the ledger has an account of " + id + " in " + budget));
            wants.forEach((id, nanos) -> {
                if (!has.containsKey(id) && expected.mayBeForgotten(budget, id)) {
                    return;
                }
                BigDecimal wanted = BigDecimal.valueOf(nanos, 9);
                BigDecimal total = has.getOrDefault(id, BigDecimal.ZERO);
                if (total.compareTo(wanted) != 0) {
                    findings.add(budget + ": " + id + " has " + total + " (expected: " + wanted + ")");
                }
            });
        }
    }
}
