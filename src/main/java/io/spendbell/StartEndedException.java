package io.spendbell;

/** Spendbell was told to end, or its Vert.x was closed, before it had started. */
public final class StartEndedException extends RuntimeException {
    StartEndedException() {
        super("spendbell: told to end before it was ready");
    }

    /** The end of a start that failed because it was told to end. */
    static StartEndedException of(Throwable failure) {
        if (failure instanceof StartEndedException ended) {
            return ended;
        }
        StartEndedException ended = new StartEndedException();
        ended.initCause(failure);
        return ended;
    }
}
