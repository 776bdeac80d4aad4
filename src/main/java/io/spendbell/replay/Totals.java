package io.spendbell.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/** What was sent in sum: all spend exactly, and each team's with every event rounded as the daemon rounds. */
final class Totals {
    private static final int DECIMALS = 9;

    private final Map<String, BigDecimal> teams = new TreeMap<>();
    private final boolean byTeam;
    private BigDecimal usd = BigDecimal.ZERO;

    Totals(boolean byTeam) {
        this.byTeam = byTeam;
    }

    void add(TraceEvent event) {
        BigDecimal cost = event.cost();
        if (cost == null) {
            return;
        }
        usd = usd.add(cost);
        String team = event.teamId();
        if (byTeam && team != null) {
            teams.merge(team, cost.setScale(DECIMALS, RoundingMode.HALF_EVEN), BigDecimal::add);
        }
    }

    BigDecimal usd() {
        return usd;
    }

    /** By team, in the order of the ids. */
    Map<String, BigDecimal> teams() {
        return new TreeMap<>(teams);
    }
}
