package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A barrier ({@code "event":"sync"}): answered once all before it on the same connection is durably stored. */
public record SyncEvent(String id) implements Event {

    @Override
    public @Nullable Instant time() {
        return null;
    }
}
