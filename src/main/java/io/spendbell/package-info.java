/** Spendbell's root. */
@NullMarked
package io.spendbell;

import org.jspecify.annotations.NullMarked;
