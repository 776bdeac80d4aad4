package io.spendbell;

import io.spendbell.alerting.Rules;
import io.spendbell.report.ReportSeries;
import io.spendbell.report.SpendCounting;
import java.util.List;

/**
 * By what events are judged, and what is told of them later. Immutable.
 *
 * @param spend what is counted of spend over time
 * @param reports what is told of periods that are over
 */
record Judging(Rules rules, SpendCounting spend, List<ReportSeries> reports) {}
