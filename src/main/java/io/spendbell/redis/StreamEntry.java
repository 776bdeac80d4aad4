package io.spendbell.redis;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream, as a consumer is handed it.
 *
 * @param id its id
 * @param event the field {@code event}; null where it has none, or is not in the stream any more
 */
public record StreamEntry(String id, @Nullable Buffer event) {}
