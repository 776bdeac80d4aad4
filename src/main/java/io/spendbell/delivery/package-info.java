/**
 * From the outbox to whoever is to be told. A delivery verticle for each destination leases
 * what is due, has a pure {@link io.spendbell.delivery.Renderer} pack it into messages, posts them at the destination's
 * pace and settles each delivery by the answer; nothing leaves the outbox but by success or by a person. Each kind of
 * destination is a sub-package of its own, with a renderer and the reading of its answers.
 */
@NullMarked
package io.spendbell.delivery;

import org.jspecify.annotations.NullMarked;
