package io.spendbell.redis;

import java.time.Duration;

/**
 * How a consumer group stands.
 *
 * @param pending how many entries consumers have been handed and have not acknowledged
 * @param behind how much younger the stream's last entry is than the last one that was handed out, by their ids
 * @param trimmed how many entries were taken off the stream
 */
public record StreamState(long pending, Duration behind, long trimmed) {}
