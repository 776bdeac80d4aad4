/**
 * What the ledger counts besides configured budgets, so that it is exact, once for each event, over replicas and crashes, just
 * as budgets are. A {@link io.spendbell.counter.Counter} is a family of accounts whose name no budget may have: one account for
 * each entity, with a total of money or of things for each of its windows. A {@link io.spendbell.counter.Counting} says what an
 * event adds to them; the deciding stage posts that with whatever else the event asks for, so that both happen or neither. The
 * counter's {@link io.spendbell.counter.CounterJudge} is asked in the same commit what the new total gives rise to; what it
 * answers is claimed there, so that it rings once. Accounts are bounded: what comes beyond them is counted together and not
 * judged. Totals are read with {@code Ledger.balances(source, …)}; they are not shown as budgets. Plain Java: pure and
 * synchronous.
 */
@NullMarked
package io.spendbell.counter;

import org.jspecify.annotations.NullMarked;
