package io.spendbell.alerting;

import java.util.Locale;

/** What failed as nobody foresaw, by itself alone; each is a label of {@code spendbell_unforeseen_total}. */
enum Unforeseen {
    /** An event, which was rejected. */
    EVENT,
    /** Something to be told that is not an event's. */
    ANNOUNCEMENT,
    /** Whoever is told of what was raised. */
    LISTENER;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
