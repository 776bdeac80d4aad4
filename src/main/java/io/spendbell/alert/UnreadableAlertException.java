package io.spendbell.alert;

import org.jspecify.annotations.Nullable;

/** Says why what a store kept as an alert cannot be read. */
public final class UnreadableAlertException extends IllegalArgumentException {
    private static final int LONGEST = 200;

    private final boolean mayBeNewer;

    /** @param mayBeNewer whether a later version may have written it, which another process can read */
    UnreadableAlertException(@Nullable String message, boolean mayBeNewer, @Nullable Throwable cause) {
        super(shortened(String.valueOf(message)), cause);
        this.mayBeNewer = mayBeNewer;
    }

    private static String shortened(String message) {
        return message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    }

    /** For an alert of which nothing is kept. */
    public static UnreadableAlertException missing() {
        return new UnreadableAlertException("alert: missing (expected: to be kept)", false, null);
    }

    /** The same as a sentence. */
    public String told() {
        return "the alert cannot be read: " + getMessage();
    }

    public boolean mayBeNewer() {
        return mayBeNewer;
    }
}
