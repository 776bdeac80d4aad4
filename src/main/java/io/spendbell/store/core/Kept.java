package io.spendbell.store.core;

import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.View.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the outbox keeps it.
 *
 * @param order where it stands among its destination's: highest level first, then the oldest alert, then as it came
 * @param notBefore when it is due, to the millisecond; null at once. Of one whose posting was begun, when it is to be repeated
 */
record Kept(
        DeliveryId id,
        String order,
        State state,
        @Nullable Instant notBefore,
        int attempts,
        boolean mayBeRepeat,
        @Nullable String reason) {

    private static final String NONE = "-";

    Kept {
        notBefore = notBefore == null ? null : Instant.ofEpochMilli(SortKey.millisFrom(notBefore));
    }

    String key() {
        return keyOf(id);
    }

    static String keyOf(DeliveryId id) {
        return id.alertId() + SortKey.SEPARATOR + id.destination();
    }

    boolean isParked() {
        return state == State.PARKED;
    }

    Kept waiting(@Nullable Instant from, int attemptsNow, boolean repeat, @Nullable String why) {
        return new Kept(id, order, State.WAITING, from, attemptsNow, repeat, why);
    }

    Kept posting(Instant repeatAt) {
        return new Kept(id, order, State.POSTING, repeatAt, attempts, mayBeRepeat, reason);
    }

    Kept earlierBy(long millis) {
        Instant earlier = notBefore == null ? null : notBefore.minusMillis(millis);
        return new Kept(id, order, state, earlier, attempts, mayBeRepeat, reason);
    }

    Kept parked(String why) {
        return new Kept(id, order, State.PARKED, null, attempts, mayBeRepeat, why);
    }

    /** As it is stored; the reason, which may hold anything, comes last. */
    String text() {
        return String.join(
                "|",
                order,
                state.name(),
                notBefore == null ? NONE : Long.toString(notBefore.toEpochMilli()),
                Integer.toString(attempts),
                mayBeRepeat ? "1" : "0",
                reason == null ? NONE : "+" + reason);
    }

    static Kept of(String key, String text) {
        int separator = key.indexOf(SortKey.SEPARATOR);
        String[] parts = text.split("\\|", 6);
        return new Kept(
                new DeliveryId(key.substring(0, separator), key.substring(separator + 1)),
                parts[0],
                State.valueOf(parts[1]),
                parts[2].equals(NONE) ? null : Instant.ofEpochMilli(Long.parseLong(parts[2])),
                Integer.parseInt(parts[3]),
                parts[4].equals("1"),
                parts[5].equals(NONE) ? null : parts[5].substring(1));
    }
}
