/**
 * Slack as a destination: alerts laid out in Block Kit, with a plain text beside it that says the same. The renderer is pure
 * and keeps limits of its own, tighter than Slack's, so that no message is refused for its size. Text from outside stands
 * only where Slack parses nothing, or with everything escaped that Slack would parse.
 */
@NullMarked
package io.spendbell.delivery.slack;

import org.jspecify.annotations.NullMarked;
