package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that was understood and asks for nothing, such as LiteLLM's {@code key_created}. */
public record QuietEvent(@Nullable String id, @Nullable Instant time) implements Event {}
