/**
 * What a gateway's own running gives rise to: management events, models that come and go, cooldowns, failures of its database
 * and of its tracking of spend. Plain Java: pure and synchronous; it knows neither the store nor where alerts go.
 */
@NullMarked
package io.spendbell.traffic;

import org.jspecify.annotations.NullMarked;
