/**
 * Stand-ins for Spendbell's neighbours: {@link io.spendbell.simulator.SimulatedGateway}, which says over TCP what the pure
 * {@link io.spendbell.simulator.GatewayScript} makes up, and Slack, which {@code demo} posts to and tests of delivery are held
 * against. The
 * {@link io.spendbell.simulator.SlackSimulator} is an HTTP server that keeps Slack's published rules and can be told to
 * misbehave; the rules themselves ({@link io.spendbell.simulator.SlackRules}), the pace and the picture of a message
 * ({@link io.spendbell.simulator.SlackScreen}) are pure; Slack's part knows nothing of alerts but that their ids stand in
 * context lines.
 */
@NullMarked
package io.spendbell.simulator;

import org.jspecify.annotations.NullMarked;
