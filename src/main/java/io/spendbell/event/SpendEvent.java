package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that was spent ({@code "event":"spend"}).
 *
 * @param fields whom it concerns: every configured budget that they match grows
 * @param cost what was spent; a negative cost is a correction
 */
public record SpendEvent(@Nullable String id, @Nullable Instant time, EntityFields fields, Usd cost) implements Event {}
