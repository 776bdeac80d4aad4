/**
 * A run of any length with steady load and random faults, and a verdict. {@link io.spendbell.soak.Soak} starts
 * {@link io.spendbell.soak.Replicas} as processes, {@link io.spendbell.soak.StandIn} takes their alerts,
 * {@link io.spendbell.soak.Sender}s say what {@link io.spendbell.soak.Script}s make up, to them or into a
 * {@link io.spendbell.soak.Stream}, and say it again where it was not acknowledged, {@link io.spendbell.soak.Lane}s inject faults, {@link io.spendbell.soak.Channel}
 * publishes what nobody acknowledges, and {@link io.spendbell.soak.Watch} looks at memory and queues. What must have come of it is in
 * {@link io.spendbell.soak.Expected}, what came in {@link io.spendbell.soak.Arrivals}, and every difference in
 * {@link io.spendbell.soak.Findings}.
 */
package io.spendbell.soak;
