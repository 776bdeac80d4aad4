package io.spendbell.alerting;

import io.spendbell.event.Feed;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When this process was told something by each feed last. Safe for use from any thread. */
public final class HeardFeeds {
    private final Map<Feed, Instant> last = new ConcurrentHashMap<>();

    public void note(Feed feed, Instant now) {
        last.put(feed, now);
    }

    /** The last time; {@link Instant#MIN} where there was none. */
    public Instant last(Feed feed) {
        return last.getOrDefault(feed, Instant.MIN);
    }
}
