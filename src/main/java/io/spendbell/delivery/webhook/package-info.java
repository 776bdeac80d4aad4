/**
 * Alerts for programs: one alert a post, as LiteLLM's WebhookEvent with a few fields more. Where a secret is configured each
 * post is signed by Standard Webhooks. The same JSON is what the HTTP API shows of an alert.
 */
@NullMarked
package io.spendbell.delivery.webhook;

import org.jspecify.annotations.NullMarked;
