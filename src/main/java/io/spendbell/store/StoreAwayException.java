package io.spendbell.store;

/** The store could not be opened because it is away or takes no writes: it may be opened again. The message never shows a secret. */
public final class StoreAwayException extends RuntimeException {
    public StoreAwayException(String message) {
        super(message);
    }
}
