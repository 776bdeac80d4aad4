/**
 * The port to everything that must survive: which alerts were claimed, what is still to be posted, what each budget has
 * spent, which events were seen. Its one rule is that a {@link io.spendbell.store.Batch} happens as a whole or not at all,
 * so that there is no moment at which a crash loses an alert or mutes it. The sub-packages implement it; none of them knows
 * why it is asked.
 */
@NullMarked
package io.spendbell.store;

import org.jspecify.annotations.NullMarked;
