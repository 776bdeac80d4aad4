package io.spendbell.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Events, one after another, read as they are asked for. Not safe for use by two threads at once. */
interface EventReader extends Closeable {
    /** The next event; null at the end. */
    @Nullable
    TraceEvent next() throws IOException;
}
