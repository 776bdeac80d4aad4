/**
 * Alerts on the process's standard output, in the words that a person would read in Slack. It is where alerts go when no
 * other destination is configured. Writing there neither fails nor waits.
 */
@NullMarked
package io.spendbell.delivery.console;

import org.jspecify.annotations.NullMarked;
