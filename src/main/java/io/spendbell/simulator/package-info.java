/**
 * A stand-in for Slack: what {@code demo} posts to, and what tests of delivery are held against. The
 * {@link io.spendbell.simulator.SlackSimulator} is an HTTP server that keeps Slack's published rules and can be told to
 * misbehave; the rules themselves ({@link io.spendbell.simulator.SlackRules}), the pace and the picture of a message
 * ({@link io.spendbell.simulator.SlackScreen}) are pure. It knows nothing of alerts but that their ids stand in context
 * lines.
 */
@NullMarked
package io.spendbell.simulator;

import org.jspecify.annotations.NullMarked;
