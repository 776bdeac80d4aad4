package io.spendbell.store.core;

import io.spendbell.store.Posting;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where accounts and their totals are kept. An account is a source's and an entity's; it is stored under a {@link #key} of both. */
public interface AccountBook {

    static String key(String source, String entityId) {
        return source + SortKey.SEPARATOR + entityId;
    }

    static String sourceOf(String key) {
        return key.substring(0, key.indexOf(SortKey.SEPARATOR));
    }

    static String entityIdOf(String key) {
        return key.substring(key.indexOf(SortKey.SEPARATOR) + 1);
    }

    /** Whether an account has a place of its own among those of its source: all but the one of those whom there is none left for. */
    static boolean isCounted(String key) {
        return !entityIdOf(key).equals(Posting.OTHER);
    }

    /** Is told which accounts will be asked for next, and may wait for all of them at once. */
    default void expect(List<Posting> postings) {}

    /** An account, or null where there is none. */
    @Nullable
    OpenAccount find(String source, String entityId);

    /** Opens an account that does not exist, without any window. */
    OpenAccount open(String source, String entityId);

    /** How many accounts a source has, {@code ~other} not counted. */
    int count(String source);

    void setCount(String source, int count);

    /** One account. It is used at once and not kept. */
    interface OpenAccount {
        /** The total of a window in nano-dollars; empty where the window is new. */
        OptionalLong total(long startSecond);

        /** Sets a window's total, opening the window where it is new. */
        void put(long startSecond, long total);

        /** Forgets the windows that began before a time. */
        void forgetBefore(long startSecond);
    }
}
