package io.spendbell.soak;

import java.io.IOException;

/** A way to the daemon that takes events until it breaks. One thread writes; {@link #cut} is for any. */
interface Connection extends AutoCloseable {
    void write(String line) throws IOException;

    /** Asks for all that was written to be acknowledged, and sees to it that it leaves. */
    void sync() throws IOException;

    void flush() throws IOException;

    /** Resets it, in the midst of an event or not. */
    void cut();

    /** Cuts it and waits until nothing is acknowledged by it any more. */
    @Override
    void close();
}
