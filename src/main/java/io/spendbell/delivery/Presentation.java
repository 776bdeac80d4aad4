package io.spendbell.delivery;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What all alerts of a deployment show alike.
 *
 * @param environment its name, such as {@code production}; null shows none
 * @param publicUrl where people reach this daemon over HTTP, without a slash at its end; null shows no links
 * @param proxyUrl the gateway's address, for people who must act there; null shows none
 * @param zone in which times are shown
 */
public record Presentation(
        @Nullable String environment,
        @Nullable String publicUrl,
        @Nullable String proxyUrl,
        ZoneId zone) {

    /** Without the gateway's address. */
    public Presentation(@Nullable String environment, @Nullable String publicUrl, ZoneId zone) {
        this(environment, publicUrl, null, zone);
    }
}
