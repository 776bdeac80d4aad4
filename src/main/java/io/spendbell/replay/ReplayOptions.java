package io.spendbell.replay;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a trace is replayed.
 *
 * @param token the intake's token; null where it has none
 * @param speed so many times as fast as recorded, above 0; infinity for as fast as the daemon takes them
 * @param shift what is added to the recorded times
 * @param byTeam whether each team's sum is wanted
 * @param syncEvery after how many events the daemon is asked what it has stored
 * @param patience how long the daemon may neither read nor answer before the replay gives up
 * @param complaints is given what is wrong with single events, from any thread, a few of each kind
 */
public record ReplayOptions(
        String host,
        int port,
        @Nullable String token,
        double speed,
        Duration shift,
        boolean byTeam,
        int syncEvery,
        Duration patience,
        Consumer<String> complaints) {

    public static final int SYNC_EVERY = 5_000;
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The token stays out of logs. */
    @Override
    public String toString() {
        return "ReplayOptions[" + host + ":" + port + ", speed=" + speed + ", shift=" + shift + "]";
    }
}
