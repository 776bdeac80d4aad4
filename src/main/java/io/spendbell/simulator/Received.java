package io.spendbell.simulator;

import io.vertx.core.MultiMap;
import java.time.Instant;

/**
 * One request as the simulator saw it.
 *
 * @param path where it was posted
 * @param arrivedAt when it had been read to its end, by the simulator's clock
 * @param headers the request's headers
 * @param body the request's body as text
 * @param accepted whether the message stands in the channel, whatever the sender was told
 * @param status what was answered; {@link #NO_ANSWER} where nothing or not all of it was
 * @param answer the answer's body, or what became of it in words
 */
public record Received(
        String path, Instant arrivedAt, MultiMap headers, String body, boolean accepted, int status, String answer) {
    public static final int NO_ANSWER = 0;
}
