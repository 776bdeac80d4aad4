package io.spendbell.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One place that alerts go to. To add a kind, write its class with its renderer, a line where the configuration is mapped
 * to destinations, a test and a row in docs/configuration.md.
 */
public interface Destination {

    /** Unique, and the same from one start to the next. */
    String name();

    /** Where it is, for logs: a host, never a URL. */
    String host();

    Renderer renderer();

    /** How posts are paced, together with whoever else posts to the same URL; null where nothing paces them. */
    @Nullable
    Pace pace();

    /** How many posts may be under way at a time. */
    int mostInFlight();

    /** Whether alerts that are too many are folded into one message. */
    boolean folds();

    /** Posts a message. The future never fails: whatever happened is an answer. */
    Future<Answer> post(Message message);

    /** Lets go of connections. */
    Future<Void> close();

    /**
     * The pace of a URL.
     *
     * @param key stands for the URL without showing it
     * @param interval the time between two posts; zero where posts wait only when they are asked to
     */
    record Pace(String key, Duration interval) {}
}
