/**
 * Spendbell as a whole. {@link io.spendbell.SpendbellVerticle} builds the stages from a configuration, starts them in the
 * order in which they need each other and stops them in the order of the flow; {@link io.spendbell.Main} runs the commands.
 */
@NullMarked
package io.spendbell;

import org.jspecify.annotations.NullMarked;
