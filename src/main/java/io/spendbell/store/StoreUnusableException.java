package io.spendbell.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be used until a person has acted; the message says on what, and never shows a secret. */
public final class StoreUnusableException extends RuntimeException {
    public StoreUnusableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
