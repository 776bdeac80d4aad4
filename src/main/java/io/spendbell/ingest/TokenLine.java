package io.spendbell.ingest;

import io.spendbell.config.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** The first line of a connection where a token is asked for: {@code {"auth":"<token>"}}. */
final class TokenLine {
    private TokenLine() {}

    static boolean isRight(byte[] buffer, int offset, int length, Secret token) {
        try {
            JsonObject line = new JsonObject(Buffer.buffer().appendBytes(buffer, offset, length));
            return line.getValue("auth") instanceof String shown
                    && !shown.isEmpty()
                    && Secret.of(shown).equals(token);
        } catch (DecodeException e) {
            return false;
        }
    }
}
