package io.spendbell.delivery;

import java.time.Duration;

/**
 * How a destination is served.
 *
 * @param flushInterval the time between flushes
 * @param batchSize a flush begins as soon as this many alerts wait
 * @param lease how long a delivery stays leased without being renewed
 * @param repeatAfter after how long a post whose answer was lost is repeated
 * @param betweenProbes how often a destination that is down is tried
 * @param mostLeased how many deliveries are in memory at a time
 * @param mostMessages with more messages than this alerts are folded
 */
public record DeliverySettings(
        Duration flushInterval,
        int batchSize,
        Duration lease,
        Duration repeatAfter,
        Duration betweenProbes,
        int mostLeased,
        int mostMessages) {

    /** The settings that users cannot change stand here. */
    public static DeliverySettings of(Duration flushInterval, int batchSize) {
        return new DeliverySettings(
                flushInterval,
                batchSize,
                Duration.ofSeconds(6),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                5_000,
                20);
    }
}
