/**
 * The one place that decides. {@link io.spendbell.alerting.AlertingVerticle} takes batches of events from the ways in, folds
 * them (spend adds up per account before it touches the store, budgets whose rule is known to have rung cost a look-up),
 * and commits what is left in one step; only then are the events acknowledged. Whether a finding may ring is the
 * {@link io.spendbell.alerting.Gate}'s decision, with a named reason.
 */
@NullMarked
package io.spendbell.alerting;

import org.jspecify.annotations.NullMarked;
