package io.spendbell.store;

import java.time.Duration;

/**
 * What every store must know of the deployment.
 *
 * @param rearmAfter {@code budget_alert_ttl}: how long a claim without a window lives, and at least a claim after its window
 * @param dedupWindow how long an event's id is remembered
 * @param maxIds how many ids are remembered at most; the oldest are forgotten first
 */
public record StoreOptions(Duration rearmAfter, Duration dedupWindow, int maxIds) {}
