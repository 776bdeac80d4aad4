package io.spendbell.config;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The secret of Standard Webhooks: base64, with or without {@code whsec_} before it, of 24 to 64 bytes. */
final class SigningSecret {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private SigningSecret() {}

    static @Nullable Secret read(Setting setting) {
        Secret secret = setting.secret();
        if (secret == null) {
            return null;
        }
        String text = secret.reveal();
        int bytes = decodedLength(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        if (bytes < SHORTEST || bytes > LONGEST) {
            setting.asHidden().fault("whsec_ and the base64 of 24 to 64 bytes");
            return null;
        }
        return secret;
    }

    private static int decodedLength(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
