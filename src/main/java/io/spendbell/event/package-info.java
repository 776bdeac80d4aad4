/**
 * What comes in. An {@link io.spendbell.event.Event} is what a gateway or a service said, decoded from bytes by
 * {@link io.spendbell.event.EventDecoder} and valid in itself: whoever holds one need not check its fields again. Money is
 * {@link io.spendbell.event.Usd}, whom it concerns is an {@link io.spendbell.event.Entity}, and what is wrong with an
 * event is an {@link io.spendbell.event.InvalidEventException} that names the field.
 */
@NullMarked
package io.spendbell.event;

import org.jspecify.annotations.NullMarked;
