package io.spendbell.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A text that is not to be seen: a token, a password, or a URL that is as good as one. It prints as {@code ***}. */
public final class Secret {
    static final String SHOWN = "***";

    private static final String BEARER = "Bearer ";

    private final String content;

    private Secret(String content) {
        this.content = content;
    }

    public static Secret of(String content) {
        if (content.isEmpty()) {
            throw new IllegalArgumentException("secret: \"\" (expected: not empty)");
        }
        return new Secret(content);
    }

    /** The text itself, for the one place that must send or compare it. */
    public String reveal() {
        return content;
    }

    /** Whether an {@code Authorization} header shows it as a bearer token. */
    public boolean isShownBy(@Nullable String authorization) {
        return authorization != null
                && authorization.length() > BEARER.length()
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && of(authorization.substring(BEARER.length())).equals(this);
    }

    /** Compares in a time that does not depend on where the texts differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    @Override
    public String toString() {
        return SHOWN;
    }

    private byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
