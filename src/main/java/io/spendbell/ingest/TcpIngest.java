package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.event.EventDecoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all instances of the TCP way in share.
 *
 * @param decoders makes a decoder for one event loop
 * @param replyTimeout how long a client may leave its replies unread before it is closed
 */
public record TcpIngest(
        Tcp settings,
        Supplier<EventDecoder> decoders,
        Intake intake,
        IntakeBudget budget,
        IngestMetrics metrics,
        InstantSource clock,
        Duration replyTimeout) {
    public static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);
}
