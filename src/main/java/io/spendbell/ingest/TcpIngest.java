package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.event.EventDecoder;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all instances of the TCP way in share.
 *
 * @param decoders makes a decoder for one event loop
 * @param patience how long clients are waited for
 */
public record TcpIngest(
        Tcp settings,
        Supplier<EventDecoder> decoders,
        Intake intake,
        IntakeBudget budget,
        IngestMetrics metrics,
        InstantSource clock,
        Patience patience) {}
