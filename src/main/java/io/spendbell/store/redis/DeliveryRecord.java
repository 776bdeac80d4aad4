package io.spendbell.store.redis;

import io.spendbell.store.Outbox.View.State;
import io.spendbell.store.Standing;
import io.spendbell.store.core.SortKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivery as the outbox's scripts keep it: see outbox.lua. */
record DeliveryRecord(
        State state,
        @Nullable Instant notBefore,
        int attempts,
        @Nullable String reason) {

    /** What follows the order in the record of a delivery that is in nobody's hands. */
    static String textOf(Standing standing, RedisClock clock) {
        Instant notBefore = standing.notBefore();
        return String.join(
                "|",
                standing.isParked() ? "p" : notBefore == null ? "r" : "w",
                "0",
                notBefore == null ? "0" : Long.toString(SortKey.millisFrom(clock.atRedis(notBefore))),
                Integer.toString(standing.attempts()),
                standing.mayBeRepeat() ? "1" : "0",
                "",
                "0",
                standing.reason() == null ? "-" : "+" + standing.reason());
    }

    static DeliveryRecord of(String text) {
        String[] parts = text.split("\\|", 9);
        State state = parts[1].equals("p") ? State.PARKED : parts[2].equals("1") ? State.POSTING : State.WAITING;
        return new DeliveryRecord(
                state,
                parts[3].equals("0") ? null : Instant.ofEpochMilli(Long.parseLong(parts[3])),
                Integer.parseInt(parts[4]),
                parts[8].equals("-") ? null : parts[8].substring(1));
    }
}
