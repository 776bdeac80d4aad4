/**
 * The wording of an alert: what happened to whom, in money, shares and dates that people read at a glance. An
 * {@link io.spendbell.delivery.text.AlertText} is plain text that any destination can lay out; text from outside has been
 * cleaned of what breaks a layout, but a destination with markup of its own must still escape all of it. Pure, and without a
 * clock.
 */
@NullMarked
package io.spendbell.delivery.text;

import org.jspecify.annotations.NullMarked;
