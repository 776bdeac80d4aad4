/**
 * What is told of spend over time: who has spent how much in a week or a month, who spends more than is usual, what deployments
 * and fallbacks have come to. {@link io.spendbell.report.SpendCounting} says what is counted for that, event by event; the
 * other classes read the totals. Plain Java: pure and synchronous; it knows neither the store nor how messages look.
 */
@NullMarked
package io.spendbell.report;

import org.jspecify.annotations.NullMarked;
