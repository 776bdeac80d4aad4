package io.spendbell.config;

import org.jspecify.annotations.Nullable;

/** Where alerts can be posted. Its name is unique, and the same from one start to the next. */
public sealed interface DestinationConfig {

    String name();

    /** Slack, or whatever takes Slack's incoming webhooks. */
    record Slack(String name, Secret url) implements DestinationConfig {}

    /**
     * A program that takes LiteLLM's WebhookEvent.
     *
     * @param secret signs each post by Standard Webhooks: base64, with or without {@code whsec_} before it; null signs none
     */
    record Webhook(String name, Secret url, @Nullable Secret secret) implements DestinationConfig {}

    /** The process's standard output. */
    record Console(String name) implements DestinationConfig {}
}
