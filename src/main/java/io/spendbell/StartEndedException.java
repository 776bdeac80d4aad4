package io.spendbell;

/** Spendbell was told to end before it had started. */
public final class StartEndedException extends RuntimeException {
    StartEndedException() {
        super("spendbell: told to end before it was ready");
    }
}
