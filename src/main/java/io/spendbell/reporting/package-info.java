/**
 * What looks at the clock: {@link io.spendbell.reporting.ReportVerticle} reads the ledger's totals from time to time, has
 * {@link io.spendbell.report} make of them what is to be told, and announces that. All replicas do so, one at a time; what one of them has told
 * no other tells again.
 */
@NullMarked
package io.spendbell.reporting;

import org.jspecify.annotations.NullMarked;
