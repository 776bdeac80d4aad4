/**
 * How a Redis is reached. A {@link io.spendbell.redis.RedisLink} is one connection for one purpose that comes back by itself,
 * whatever became of the server meanwhile: nothing that is asked waits longer than its timeout. It knows neither what is
 * kept there nor what is said over it.
 */
@NullMarked
package io.spendbell.redis;

import org.jspecify.annotations.NullMarked;
