package io.spendbell.web;

import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page of balances ended, as a text to be handed back for the next one. */
final class PageToken {
    private PageToken() {}

    static String write(Balance last) {
        String json = new JsonArray()
                .add(last.source())
                .add(last.entityId())
                .add(last.windowStart().getEpochSecond())
                .encode();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable Balance read(@Nullable String token) {
        if (token == null) {
            return null;
        }
        try {
            JsonArray parts = new JsonArray(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            return new Balance(
                    parts.getString(0), parts.getString(1), Instant.ofEpochSecond(parts.getLong(2)), Usd.ZERO);
        } catch (IllegalArgumentException
                | DecodeException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | DateTimeException e) {
            throw new BadRequest("after: not understood (expected: the \"next\" of the page before)");
        }
    }
}
