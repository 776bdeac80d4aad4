package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.event.EventDecoder;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What all instances of the TCP way in share.
 *
 * @param decoders makes a decoder for one event loop
 * @param patience how long clients are waited for
 * @param sharedPort the port as Vert.x is told it, which has those listen together who name the same one: where any free one will
 *     do, a negative number of its own
 */
public record TcpIngest(
        Tcp settings,
        Supplier<EventDecoder> decoders,
        Intake intake,
        IntakeBudget budget,
        IngestMetrics metrics,
        InstantSource clock,
        Patience patience,
        int sharedPort) {
    /** Far from the small negative numbers that a host might give its own servers. */
    private static final AtomicInteger FREE = new AtomicInteger(-1_000_000_000);

    public TcpIngest(
            Tcp settings,
            Supplier<EventDecoder> decoders,
            Intake intake,
            IntakeBudget budget,
            IngestMetrics metrics,
            InstantSource clock,
            Patience patience) {
        this(
                settings,
                decoders,
                intake,
                budget,
                metrics,
                clock,
                patience,
                settings.port() == 0 ? FREE.decrementAndGet() : settings.port());
    }
}
