package io.spendbell.budget;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Usd;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a budget will have spent at the end of its window if it goes on at the mean pace so far: spend ÷ elapsed × length of
 * the window. Nothing is said before a tenth of the window has passed, nor when the window is over. An amount beyond what
 * {@link Usd} can hold is its largest value, or its smallest.
 */
final class Projection {
    private static final int SHARE_BEFORE_WHICH_NOTHING_IS_SAID = 10;

    private Projection() {}

    /** The expected spend, or null where it is too early or too late to say. */
    static @Nullable Usd expected(Usd spend, AlertWindow.Span window, Instant now) {
        BigInteger length = nanos(Duration.between(window.start(), window.end()));
        BigInteger elapsed = nanos(Duration.between(window.start(), now));
        boolean tooEarly = elapsed.multiply(BigInteger.valueOf(SHARE_BEFORE_WHICH_NOTHING_IS_SAID))
                        .compareTo(length)
                < 0;
        if (tooEarly || elapsed.compareTo(length) >= 0) {
            return null;
        }
        BigInteger expected = BigInteger.valueOf(spend.nanos()).multiply(length).divide(elapsed);
        if (expected.bitLength() > 63) {
            return new Usd(expected.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        return new Usd(expected.longValue());
    }

    private static BigInteger nanos(Duration duration) {
        return BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000L))
                .add(BigInteger.valueOf(duration.getNano()));
    }
}
