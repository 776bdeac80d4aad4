/**
 * The ways in. A way in frames what comes over its wire, has each event decoded on its own event loop and hands whole
 * batches to {@link io.spendbell.alerting.Intake}; it acknowledges only what the intake has made durable, and lets its
 * source wait where too much is under way. It does not know what events mean.
 */
@NullMarked
package io.spendbell.ingest;

import org.jspecify.annotations.NullMarked;
