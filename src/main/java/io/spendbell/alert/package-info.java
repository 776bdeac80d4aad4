/**
 * What goes out, and what makes it one. An {@link io.spendbell.alert.Alert} is the whole of what somebody is told; an
 * {@link io.spendbell.alert.AlertKey} names the one occasion on which a rule may ring, so that whoever claims it first
 * rings for everybody. Nothing here knows where alerts go.
 */
@NullMarked
package io.spendbell.alert;

import org.jspecify.annotations.NullMarked;
