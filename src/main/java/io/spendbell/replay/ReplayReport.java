package io.spendbell.replay;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a replay went.
 *
 * @param sent events that were written to the connection
 * @param accepted events that the daemon said it had accepted
 * @param rejected events that the daemon said it had rejected
 * @param skipped lines of the files that were no events
 * @param usd the sum of the costs sent, exact
 * @param teams each team's sum in USD, every event rounded half to even to a billionth; empty unless asked for
 * @param failure why it ended before its end; null if it did not
 */
public record ReplayReport(
        long sent,
        long accepted,
        long rejected,
        long skipped,
        Duration took,
        BigDecimal usd,
        Map<String, BigDecimal> teams,
        @Nullable String failure) {

    private static final double NANOS_OF_SECOND = 1e9;

    /** Whether every line was an event and every event was accepted. */
    public boolean isFine() {
        return failure == null && rejected == 0 && skipped == 0;
    }

    /** Events the daemon has answered for. */
    public long acknowledged() {
        return accepted + rejected;
    }

    /** One line that says it all. */
    public String summary() {
        double seconds = took.toNanos() / NANOS_OF_SECOND;
        long rate = seconds > 0 ? Math.round(acknowledged() / seconds) : 0;
        return String.format(
                Locale.ROOT,
                "%d events, %d accepted, %d rejected, %d skipped, %.3f s, %d events/s, %s USD",
                sent,
                accepted,
                rejected,
                skipped,
                seconds,
                rate,
                plain(usd));
    }

    /** Each team's sum as CSV, ordered by id, with a header. */
    public String totals() {
        StringBuilder csv = new StringBuilder("team_id,usd\n");
        teams.forEach((team, sum) ->
                csv.append(quoted(team)).append(',').append(plain(sum)).append('\n'));
        return csv.toString();
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
