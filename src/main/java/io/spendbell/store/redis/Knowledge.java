package io.spendbell.store.redis;

import org.jspecify.annotations.Nullable;

/** What a plan goes by, each by its name; null where nothing is known. Times are milliseconds. */
interface Knowledge {
    /** More than 0 where a stream's entry is handed out and not acknowledged. */
    @Nullable
    Long receipt(String entry);

    /** More than 0 where an id, by its hash, was seen. */
    @Nullable
    Long id(String name);

    /** An account's text. */
    @Nullable
    String account(String name);

    /** How many accounts a source has. */
    @Nullable
    Long count(String source);

    /** When a claim ends. */
    @Nullable
    Long claim(String name);

    /** When an entity's last known window ends. */
    @Nullable
    Long window(String entity);
}
