package io.spendbell.bench;

import java.math.BigDecimal;

/**
 * What each key says in each round, and so what must come of it. A {@code budget} event states a spend that rises by the same
 * step in each round; a {@code spend} event has the same cost in each round, another one for each key. Budgets and costs are
 * chosen so that the keys that cross do so one after the other. Amounts are whole micro-dollars. Immutable.
 */
record Workload(Options options) {
    /** The one limit of all keys where Spendbell keeps the ledger. */
    static final long LEDGER_BUDGET = 1_000_000_000L;

    static final String LEDGER_NAME = "each-key";

    private static final long FIRST_STATED = 100_000_000L;
    private static final long LAST_STATED = 900_000_000L;

    /** Out of reach of whatever is stated, for the lowest threshold too. */
    private static final long BUDGET_OF_OTHERS = 5_000_000_000L;

    String token(int key) {
        return "88dc28d0%08d".formatted(key);
    }

    /** What a key's event states as spent in a round, counted from 0. */
    long stated(long round) {
        return FIRST_STATED + round * step();
    }

    long step() {
        return (LAST_STATED - FIRST_STATED) / options.rounds();
    }

    /** The budget that a key's event states. */
    long budget(int key) {
        return crosses(key) ? stated(roundOfCrossing(key)) : BUDGET_OF_OTHERS;
    }

    /** What each event of a key costs. */
    long cost(int key) {
        long rounds = options.rounds();
        return crosses(key) ? LEDGER_BUDGET / (roundOfCrossing(key) + 1) + 1 : LEDGER_BUDGET / 2 / rounds + key % 7;
    }

    /** What a key has spent by the end, as the ledger must have it. */
    BigDecimal total(int key) {
        return dollars(cost(key) * options.rounds());
    }

    /** Keys that cross stand between others, so that each connection has some. */
    boolean crosses(int key) {
        return (long) key * options.crossing() / options.keys() != (key + 1L) * options.crossing() / options.keys();
    }

    private long roundOfCrossing(int key) {
        long place = (long) key * options.crossing() / options.keys();
        // An order in which neighbours do not cross one after the other.
        long shuffled = place * 7919 % options.crossing();
        long first = options.rounds() / 8;
        return first + (shuffled + 1) * (options.rounds() - 1 - first) / (options.crossing() + 1);
    }

    static BigDecimal dollars(long micros) {
        return BigDecimal.valueOf(micros, 6);
    }
}
